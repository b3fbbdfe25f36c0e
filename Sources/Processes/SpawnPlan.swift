internal import Basics

/// What is to be started.
struct SpawnPlan {
    /// The file to execute.
    let path: String
    /// Beginning with the name by which the program is called.
    let arguments: [String]
    /// As `NAME=value`; nil for those of this process.
    let environment: [String]?

    /// Checks what the system would cut off at a NUL or only refuse after the fork.
    init(
        _ arguments: [String], _ environment: [String: String]?, _ workingDirectory: String?
    ) throws(ProcessesError) {
        guard let program = arguments.first, !program.isEmpty else {
            throw .invalidArgument(what: "no program is named")
        }
        if let index = arguments.firstIndex(where: \.hasNUL) {
            throw .invalidArgument(what: "argument \(index) of a program has a NUL byte in it")
        }
        for (name, value) in environment ?? [:] where name.isEmpty || name.contains("=") || (name + value).hasNUL {
            throw .invalidArgument(what: "a variable for '\(program.printable)' cannot be passed on")
        }
        // As `exec` after the change of folder will find it.
        let isRelative = program.contains("/") && !program.hasPrefix("/")
        let inFolder = isRelative ? workingDirectory.map { "\($0)/\(program)" } : nil
        guard let found = executablePath(inFolder ?? program, searching: environment?["PATH"]) else {
            throw .notFound(program: program)
        }
        let path = inFolder == nil ? found : program
        self.environment = environment.map { $0.map { "\($0.key)=\($0.value)" } }
        guard let workingDirectory else {
            (self.path, self.arguments) = (path, arguments)
            return
        }
        guard !workingDirectory.hasNUL, isFolder(workingDirectory) else { throw .workingDirectory(workingDirectory) }
        // posix_spawn of POSIX.1-2017 cannot change the folder: a shell with a fixed script does, the path being an
        // argument. Beginning with a slash or a dot it is neither an option nor looked for in CDPATH.
        let folder = workingDirectory.hasPrefix("/") ? workingDirectory : "./" + workingDirectory
        self.path = "/bin/sh"
        self.arguments = ["sh", "-c", #"cd "$1" && shift && exec "$@""#, "sh", folder, path] + arguments.dropFirst()
    }
}

extension String {
    fileprivate var hasNUL: Bool { utf8.contains(0) }
}
