internal import Basics

/// The signed checkpoint, and how to check it.
struct HTMLCheckpoint {
    private let checkpoint: ReportCheckpoint

    init(_ checkpoint: ReportCheckpoint) { self.checkpoint = checkpoint }

    func write(to html: inout HTMLText) {
        html.element("p") { html in
            html.text(
                "This report was made from a journal that only grows. The note below is its signed checkpoint over "
                    + "\(ReportText.counted(checkpoint.size, "entry", "entries")): whoever keeps it can tell later "
                    + "whether any of them was changed, removed or reordered.")
        }
        if checkpoint.uncovered > 0 {
            let missed = ReportText.counted(Int64(checkpoint.uncovered), "entry", "entries")
            html.element("p", "It does not cover \(missed) of this report, written after it was signed.")
        }
        html.element("pre", ["aria-label": "Signed checkpoint", "tabindex": "0"]) { html in
            html.element("code") { $0.lines(checkpoint.note) }
        }
        if let key = checkpoint.verifierKey {
            html.element(
                "p", ["class": "soft small"],
                "The key that signed it. Compare it with the one that you were given by another way:")
            html.element("pre", ["aria-label": "Verifier key", "tabindex": "0"]) { $0.element("code", key) }
        }
        html.element(
            "p", ["class": "soft small"],
            "To check it, keep the note in a file and compare the journal with it; the exit status is 0 where the "
                + "journal is a continuation of it. The note is a C2SP tlog-checkpoint, which other software reads too."
        )
        html.element("pre", ["tabindex": "0", "aria-label": "Command"]) { html in
            html.element("code", "firebreak journal verify --checkpoint note.txt")
        }
    }
}
