import Files
import Foundation
import JSON
import Processes
import TestSupport
import Testing

/// Stand-ins for `docker` and `kubectl`: programs of the same names, found first on the path, that keep a small state
/// in a file, know the calls that are made here and note the arguments of each. They are not docker and not kubectl.
struct StandInPrograms {
    let directory: String
    var environment: [String: String] {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return ["PATH": directory + "/bin:" + path, "STAND_IN": directory]
    }

    init(_ directory: String) throws {
        self.directory = directory
        try FileManager.default.createDirectory(atPath: directory + "/bin", withIntermediateDirectories: true)
        for (name, text) in [("docker", Self.docker), ("kubectl", Self.kubectl)] {
            let path = directory + "/bin/" + name
            try AtomicFile.create(path, Array(("#!\(Self.python) -IS\n" + Self.common + text).utf8))
            try #require(chmod(path, 0o700) == 0)
        }
    }

    /// The arguments of every call so far.
    func calls() throws -> [[String]] {
        try FileReader.readText(directory + "/calls").split(separator: "\n").map { line in
            try JSONValue(parsing: String(line)).arrayValue?.compactMap(\.stringValue) ?? []
        }
    }

    /// `down`, `forbidden`, `hanging`, `forgetful`, `echo`, or nothing.
    func behave(_ mode: String = "") throws { try AtomicFile.replace(directory + "/mode", with: Array(mode.utf8)) }

    var state: JSONValue {
        get throws { try JSONValue(parsing: FileReader.read(directory + "/state")) }
    }

    func setState(_ state: JSONValue) throws {
        try AtomicFile.replace(directory + "/state", with: Array(state.compact.utf8))
    }

    /// The interpreter itself: `python3` on the path may be a script that takes its time to find it.
    private static let python: String = {
        let found = try? ProgramRun.run(["python3", "-c", "import sys; print(sys.executable)"]).outputText
        return found?.split(separator: "\n").first.map(String.init) ?? "/usr/bin/python3"
    }()

    private static let common = #"""
        import base64, json, os, sys, time
        folder = os.environ["STAND_IN"]
        def load(name, other):
            try: return open(folder + "/" + name).read()
            except FileNotFoundError: return other
        state = json.loads(load("state", "{}"))
        mode = load("mode", "")
        arguments = sys.argv[1:]
        with open(folder + "/calls", "a") as calls: calls.write(json.dumps([os.path.basename(sys.argv[0])] + arguments) + "\n")
        # What the system shows of this process and of the one that started it.
        with open(folder + "/processes", "ab") as seen:
            for process in ("self", str(os.getppid())):
                for file in ("cmdline", "environ"):
                    try: seen.write(open("/proc/" + process + "/" + file, "rb").read() + b"\n")
                    except OSError: pass
        def save():
            os.umask(0o077)
            with open(folder + "/state.new", "w") as file: file.write(json.dumps(state))
            os.rename(folder + "/state.new", folder + "/state")
        def fail(text):
            print(text, file=sys.stderr)
            sys.exit(1)
        if mode == "hanging": time.sleep(30)

        """#

    /// State: `secrets` (name → labels, data) and `service` (target → {name, file}).
    private static let docker = #"""
        if mode == "down": fail("Cannot connect to the Docker daemon at unix:///var/run/docker.sock.")
        secrets = state.setdefault("secrets", {})
        mounts = state.setdefault("service", {})
        command = arguments[:2]
        if command == ["service", "inspect"]:
            if arguments[2] != "web": fail("Error: no such service: " + arguments[2])
            print(json.dumps([{"Spec": {"TaskTemplate": {"ContainerSpec": {"Secrets": [
                {"SecretName": m["name"], "SecretID": "id", "File": m["file"]} for m in mounts.values()]}}}}]))
        elif command == ["secret", "ls"]:
            wanted = arguments[arguments.index("--filter") + 1].split("=", 1)[1]
            for name in secrets:
                if wanted in name: print(name)
        elif command == ["secret", "inspect"]:
            if any(name not in secrets for name in arguments[2:]): fail("Error response from daemon: secret not found")
            print(json.dumps([{"ID": "id", "Spec": {"Name": n, "Labels": secrets[n]["labels"]}} for n in arguments[2:]]))
        elif command == ["secret", "create"]:
            label = arguments[arguments.index("--label") + 1]
            name = arguments[-2]
            assert arguments[-1] == "-"
            if name in secrets: fail("Error response from daemon: rpc error: secret " + name + " already exists")
            secrets[name] = {"labels": dict([label.split("=", 1)]), "data": base64.b64encode(sys.stdin.buffer.read()).decode()}
            save()
        elif command == ["secret", "rm"]:
            if any(m["name"] == arguments[2] for m in mounts.values()): fail("secret is in use by the following service: web")
            del secrets[arguments[2]]
            save()
        elif command == ["service", "update"]:
            rest = arguments[2:-1]
            if mode == "forgetful": sys.exit(0)
            if mode == "echo": fail("invalid: " + json.dumps(secrets))
            removed = [rest[i + 1] for i, a in enumerate(rest) if a == "--secret-rm"]
            added = [dict(p.split("=") for p in rest[i + 1].split(",")) for i, a in enumerate(rest) if a == "--secret-add"]
            for target in [t for t, m in mounts.items() if m["name"] in removed]: del mounts[target]
            for entry in added:
                if entry["source"] not in secrets: fail("secret not found: " + entry["source"])
                if entry["target"] in mounts: fail("secrets cannot share a target")
                mounts[entry["target"]] = {"name": entry["source"], "file": {"Name": entry["target"],
                    "UID": entry.get("uid", "0"), "GID": entry.get("gid", "0"), "Mode": int(entry.get("mode", "0444"), 8)}}
            save()
        else: fail("unknown command: docker " + " ".join(arguments))
        """#

    /// State: `object`, the one Secret, or nothing.
    private static let kubectl = #"""
        if mode == "down": fail("The connection to the server localhost:8080 was refused - did you specify the right host or port?")
        flags = [a for a in arguments if a.startswith("-")]
        words = [a for a in arguments if not a.startswith("-")]
        dry = "--dry-run=server" in flags
        held = state.get("object")
        if "--namespace=shop" not in flags: fail('Error from server (NotFound): namespaces "default" not found')
        if words[0] == "get":
            if held: print(json.dumps(held))
            sys.exit(0)
        if mode == "forbidden": fail('Error from server (Forbidden): secrets "app" is forbidden: User "x" cannot patch')
        if words[0] == "create":
            if held: fail('Error from server (AlreadyExists): secrets "app" already exists')
            held = json.load(sys.stdin)
            held["metadata"]["resourceVersion"] = "1"
        elif words[0] == "patch":
            assert "--patch-file=/dev/stdin" in flags and "--type=merge" in flags
            text = open("/dev/stdin").read()
            if mode == "echo": fail("error: unable to parse: " + text)
            patch = json.loads(text)
            if patch["metadata"]["resourceVersion"] != held["metadata"]["resourceVersion"] or mode == "conflict":
                fail('Error from server (Conflict): Operation cannot be fulfilled on secrets "app": the object has been modified')
            data = held.setdefault("data", {})
            for key, value in patch["data"].items():
                if value is None: data.pop(key, None)
                else: data[key] = value
            held["metadata"]["resourceVersion"] = str(int(held["metadata"]["resourceVersion"]) + 1)
        else: fail("unknown command")
        if not dry and mode != "forgetful":
            state["object"] = held
            save()
        print("secret/app")
        """#
}
