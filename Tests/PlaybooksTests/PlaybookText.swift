import Configuration
import Files
import Playbooks

/// Playbooks of a test, in a folder of their own.
struct PlaybookFolder {
    let path: String

    /// Writes files, named `system/name.yaml`.
    init(_ path: String, _ files: [String: String]) throws {
        self.path = path
        for (name, text) in files {
            if let slash = name.lastIndex(of: "/") { try PrivateDirectory.ensure("\(path)/\(name[..<slash])") }
            try AtomicFile.create("\(path)/\(name)", Array(text.utf8))
        }
    }

    var library: PlaybookLibrary { PlaybookLibrary(folders: [path]) }

    func findings(_ name: String) throws -> [String] {
        try PlaybookCheck.findings(name, in: library).map { finding in
            "\(finding.file):\(finding.line):\(finding.column): \(finding.message)" + (finding.hint.map { " [\($0)]" } ?? "")
        }
    }
}
