import Basics
import Files
import Flags
import TestSupport
import Testing

@testable import Response

/// Changing flags through operations: the hooks are real programs.
@Suite("Reload hooks after flags have changed")
struct FlagReloadTests {
    private func workspace(in directory: String, hook: String) throws -> Workspace {
        let configuration = """
            flags:
              app: {dotenv: {path: .flags}, reload: [{run: [sh, -c, "\(hook)"]}]}
            lockdowns: {off: {app: {A: false, B: false}}}

            """
        try AtomicFile.replace(directory + "/firebreak.yaml", with: Array(configuration.utf8))
        try TestDatabase.configure(directory + "/firebreak.yaml")
        try AtomicFile.replace(directory + "/.flags", with: Array("A=true\nB=true\n".utf8))
        return try Workspace.open(
            configuration: directory + "/firebreak.yaml", directory: directory, environment: [:], actor: "tester")
    }

    @Test("a hook runs once after each change, in the configuration's folder, with the new value in place")
    func runs() throws {
        try withTemporaryDirectory { directory in
            let workspace = try workspace(in: directory, hook: "grep A= .flags >> seen")
            let lockdown = try workspace.carryOut(LockDown(profile: "off", lifetime: nil))
            #expect(lockdown.status == .done)
            let restored = try workspace.carryOut(RestoreFlags(.lockdown("off"), isForced: false))
            #expect(restored.status == .done)
            let seen = try FileReader.readText(directory + "/seen")
            #expect(seen == "A=false\nA=true\n")
        }
    }

    @Test("a hook that fails makes it partial, and says nothing of what it printed")
    func fails() throws {
        try withTemporaryDirectory { directory in
            let workspace = try workspace(in: directory, hook: "echo hunter2 >&2; exit 4")
            let set = try workspace.carryOut(
                SetFlag(name: "A", source: nil, value: .boolean(false), lifetime: nil))
            #expect(set.status == .partial)
            #expect(set.warnings == ["the reload hook 'sh' ended with status 4"])
            #expect(try FileReader.readText(directory + "/.flags") == "A=false\nB=true\n")
            let restored = try workspace.carryOut(RestoreFlags(.flagOrOverride("A", source: nil), isForced: false))
            #expect(restored.status == .partial && restored.warnings == set.warnings)
        }
    }
}
