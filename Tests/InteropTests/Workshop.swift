import Basics
import Files
import Foundation
import JSON
import Processes
import TestSupport
import Testing

/// A folder with a configuration in which the real program works, and other people's software that reads what it wrote.
struct Workshop {
    let directory: String
    let firebreak: FirebreakProgram

    /// Makes the folder, writes the configuration, and hands it to the test.
    static func open<Value>(_ configuration: String, _ body: (Workshop) throws -> Value) throws -> Value {
        try withTemporaryDirectory { directory in
            try AtomicFile.create(directory + "/firebreak.yaml", Array(configuration.utf8))
            return try body(Workshop(directory: directory, firebreak: FirebreakProgram(in: directory)))
        }
    }

    /// Runs firebreak; anything but exit 0 fails the test with what it said.
    @discardableResult
    func run(_ arguments: String..., input: String = "") throws -> String { try run(arguments, input: input) }

    /// Runs firebreak; anything but exit 0 fails the test with what it said.
    @discardableResult
    func run(_ arguments: [String], input: String = "") throws -> String {
        let result = try firebreak.run(arguments, input: input)
        try #require(result.exitCode == 0, "firebreak \(arguments) ended with \(result.exitCode): \(result.errorText)")
        return result.outputText
    }

    /// Runs a reader of `Readers/` in the virtual environment.
    func read(_ script: String, _ arguments: String..., input: String = "") throws -> String {
        try read(script, arguments, input: input)
    }

    /// Runs a reader of `Readers/` in the virtual environment.
    func read(_ script: String, _ arguments: [String], input: String = "") throws -> String {
        let folder = try #require(Bundle.module.path(forResource: "Readers", ofType: nil))
        return try Python.run(["\(folder)/\(script).py"] + arguments, input: Array(input.utf8))
    }

    /// Writes a file into the folder and gives its path.
    func write(_ name: String, _ text: String) throws -> String {
        try AtomicFile.replace("\(directory)/\(name)", with: Array(text.utf8))
        return "\(directory)/\(name)"
    }

    /// Reveals a secret into a file and gives its path.
    func reveal(_ secret: String, as name: String) throws -> String {
        try run("secrets", "reveal", secret, "--output", name)
        return "\(directory)/\(name)"
    }
}
