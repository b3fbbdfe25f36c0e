import Basics
import Configuration
import Files
import TestSupport
import Testing

@Suite("References and paths")
struct ReferenceTests {
    private func node(_ value: String, directory: String = "/etc/firebreak") throws -> ConfigurationNode {
        try root("v: \(value)", directory: directory).mapping().entries[0].node
    }

    @Test(
        "variables are put in, $$ is one dollar, other dollars stay",
        arguments: [
            ("plain", "plain"), ("\"${env:USER_NAME}\"", "ann"),
            ("redis://${env:USER_NAME}@h/${env:DB}", "redis://ann@h/0"),
            ("a$$b", "a$b"), ("$a$", "$a$"), ("$${env:DB}", "${env:DB}"), ("$$${env:DB}", "$0"), ("'${env:EMPTY}'", ""),
        ])
    func environment(value: String, expected: String) throws {
        let text = try node(value).text()
        #expect(try text.resolve(["USER_NAME": "ann", "DB": "0", "EMPTY": ""]) == expected)
    }

    @Test("decoding does not look at the environment; using does, and names the variable")
    func unset() throws {
        let text = try node("${env:REDIS_URL}").text()
        #expect(!text.isLiteral)
        let error = configurationError { _ = try text.resolve(["OTHER": "hunter2"]) }
        #expect(error?.message == "firebreak.yaml:1:4: the environment variable 'REDIS_URL' is not set ('v')")
        #expect(error?.status == .configuration)
    }

    @Test("a value is not looked through for references again")
    func notRecursive() throws {
        #expect(try node("${env:A}").text().resolve(["A": "${env:B}", "B": "x"]) == "${env:B}")
    }

    @Test(
        "malformed references are errors that quote nothing",
        arguments: [
            "${}", "${hunter2}", "\"${env:}\"", "${env:1A}", "${env:A-B}", "\"${env:hunter2\"", "\"${file:}\"",
            "${sops:hunter2}",
        ])
    func malformed(value: String) throws {
        let node = try node(value)
        let error = configurationError { _ = try node.text() }
        #expect(error?.message.contains("hunter2") == false)
        #expect(error?.hint?.contains("${env:NAME}") == true)
    }

    @Test("a reference where the value must be known is an error")
    func literalOnly() throws {
        let node = try node("${env:A}")
        #expect(configurationError { _ = try node.string() }?.message.contains("cannot refer") == true)
    }

    @Test("a file's content without its last newline, relative to the configuration")
    func file() throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.create(directory + "/url", Array("redis://h\n\n".utf8), mode: 0o600)
            #expect(try node("${file:url}", directory: directory).text().resolve([:]) == "redis://h\n")
            try AtomicFile.create(directory + "/crlf", Array("x\r\n".utf8), mode: 0o600)
            #expect(try node("${file:\(directory)/crlf}").text().resolve([:]) == "x")
            try AtomicFile.create(directory + "/binary", [0xFF, 0xFE], mode: 0o600)
            let binary = try node("${file:binary}", directory: directory).text()
            #expect(configurationError { _ = try binary.resolve([:]) }?.message.contains("not UTF-8") == true)
            let missing = try node("${file:missing}", directory: directory).text()
            let error = configurationError { _ = try missing.resolve([:]) }
            #expect(error?.message.contains(directory + "/missing") == true)
            #expect(error?.status == .configuration)
        }
    }

    @Test(
        "paths are made absolute",
        arguments: [
            (".env", "/etc/firebreak/.env"), ("./a/b", "/etc/firebreak/a/b"), ("../x", "/etc/firebreak/../x"),
            ("/abs", "/abs"), ("${env:DIR}/x", "/d/x"), ("\"${env:REL}\"", "/etc/firebreak/rel"),
        ])
    func paths(value: String, expected: String) throws {
        #expect(try node(value).filePath().resolve(["DIR": "/d", "REL": "rel"]) == expected)
    }
}
