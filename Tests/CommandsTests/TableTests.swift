import Testing

@testable import Commands

/// Tables on screens of several widths, and where there is no screen.
@Suite struct TableTests {
    private static let table = {
        var table = Table("name", "title", "inputs")
        table.add("RUN-20261122-002", String(repeating: "title ", count: 12), String(repeating: "input ", count: 12))
        return table
    }()

    @Test("no line is wider than the screen, as long as ids stay whole", arguments: [60, 80, 100])
    func narrow(width: Int) {
        let lines = Self.table.text(width: width, style: Style(isOn: false)).split(separator: "\n")
        #expect(lines.count == 2)
        for line in lines { #expect(columns(of: String(line)) <= width, "\(line)") }
        #expect(lines[1].hasPrefix("RUN-20261122-002  title"))
    }

    @Test("without a screen nothing is cut")
    func wide() {
        #expect(!Self.table.text(width: 1 << 20, style: Style(isOn: false)).contains("…"))
    }
}
