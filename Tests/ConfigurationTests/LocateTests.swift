import Basics
import Configuration
import Files
import TestSupport
import Testing

@Suite("Finding the file")
struct LocateTests {
    @Test("what is asked for by name must be there")
    func explicit() throws {
        try withTemporaryDirectory { directory in
            let error = configurationError {
                _ = try ConfigurationFile.locate(explicit: directory + "/no.yaml", environment: [:])
            }
            #expect(error?.status == .inputNotFound)
            _ = configurationError {
                _ = try ConfigurationFile.locate(explicit: nil, environment: ["FIREBREAK_CONFIG": directory + "/no"])
            }
            try AtomicFile.create(directory + "/f.yaml", Array("state: x\n".utf8), mode: 0o600)
            let path = directory + "/f.yaml"
            #expect(try ConfigurationFile.locate(explicit: path, environment: ["FIREBREAK_CONFIG": "/no"]) == path)
            #expect(try ConfigurationFile.locate(explicit: nil, environment: ["FIREBREAK_CONFIG": path]) == path)
            let file = try ConfigurationFile(path: path)
            #expect(file.directory == directory)
            #expect(file.root.location.file == "f.yaml")
        }
    }

    @Test("the user's folder")
    func userFolder() throws {
        try withTemporaryDirectory { directory in
            try PrivateDirectory.ensure(directory + "/firebreak")
            try AtomicFile.create(directory + "/firebreak/firebreak.yaml", Array("".utf8), mode: 0o600)
            #expect(
                try ConfigurationFile.locate(explicit: nil, environment: ["XDG_CONFIG_HOME": directory])
                    == directory + "/firebreak/firebreak.yaml")
        }
    }

    @Test("a file that is not there, a folder, bytes that are no text")
    func unreadable() throws {
        try withTemporaryDirectory { directory in
            #expect(configurationError { _ = try ConfigurationFile(path: directory + "/no") }?.status == .inputNotFound)
            #expect(configurationError { _ = try ConfigurationFile(path: directory) }?.status == .configuration)
            try AtomicFile.create(directory + "/bytes", [0x61, 0xFF, 0x0A], mode: 0o600)
            #expect(
                configurationError { _ = try ConfigurationFile(path: directory + "/bytes") }?.status == .configuration)
        }
    }
}
