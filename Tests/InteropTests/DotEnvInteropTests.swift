import Files
import JSON
import TestSupport
import Testing

/// The `.env` that a rotation and a flag leave, read back by python-dotenv.
@Suite(".env files and other people's software")
struct DotEnvInteropTests {
    static let configuration = """
        secrets:
          A: {kind: jwt-hs256, overlap: 1h, destinations: [{dotenv: {path: .env, key: A, previousKey: A_PREVIOUS}}]}
          B: {kind: jwt-eddsa, overlap: 1h, destinations: [{dotenv: {path: .env, key: B}}]}
          C: {kind: webhook-standard, overlap: 1h, destinations: [{dotenv: {path: .env, key: C}}]}
          D: {kind: webhook-github, overlap: 1h, destinations: [{dotenv: {path: .env, key: D}}]}
          E: {kind: random, overlap: 1h, destinations: [{dotenv: {path: .env, key: E}}]}
        flags:
          app: {dotenv: {path: .env}}

        """

    @Test("python-dotenv reads every kind of secret as the keyring has it, and its neighbours as they were")
    func everyKind() throws {
        try Workshop.open(Self.configuration) { workshop in
            let before =
                "# first\r\nexport A=\"old value-0123456789-0123456789\"   # note\r\n\r\nX='a b'\r\nON=true\r\n"
            _ = try workshop.write(".env", before)
            for name in ["A", "B", "C", "D", "E"] { try workshop.run("secrets", "rotate", name, "--yes") }
            try workshop.run("flags", "disable", "ON", "--reason", "test", "--yes")
            let values = try JSONValue(parsing: workshop.read("read_dotenv", workshop.directory + "/.env"))
            #expect(values["X"] == "a b")
            #expect(values["ON"] == "false")
            #expect(values["A_PREVIOUS"] == "old value-0123456789-0123456789")
            for name in ["A", "C", "D", "E"] {
                let path = try workshop.reveal(name, as: name + ".value")
                #expect(values[name]?.stringValue == (try FileReader.readText(path)), "\(name)")
            }
            let text = try FileReader.readText(workshop.directory + "/.env")
            #expect(text.hasPrefix("# first\r\nexport A=\""))
            #expect(text.contains("\"   # note\r\n\r\nX='a b'\r\n"))
            #expect(!text.replacing("\r\n", with: "").contains("\n"), "every line ends as the file's lines did")
        }
    }
}
