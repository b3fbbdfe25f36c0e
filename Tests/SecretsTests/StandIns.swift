import Basics
import Configuration
import Cryptography
import Foundation
import HTTP
import TestSupport
import Testing

@testable import Secrets

/// Stand-ins for Vault and Vercel: small servers that keep to what the documentation of both says of the calls that are
/// used here, their refusals included. They are not Vault and not Vercel.
final class StandInServer: Sendable {
    let server: PythonServer
    var port: Int { server.port }

    init() throws { server = try PythonServer(Self.program) }

    /// Has it behave in another way: `forbidden`, `readonly`, `throttled`, `sealed`, `lagging`, `broken`, `hanging`,
    /// `raced` (somebody writes after each reading), `forgetful` (answers that it is done and keeps the old value), or as it should, for nothing.
    func behave(_ mode: String = "") throws {
        _ = try HTTPClient().send(HTTPRequest(method: "POST", url: server.url("/_mode"), body: Array(mode.utf8)))
    }

    /// Changes its state by a Python expression of `vault`, `vercel` and `counts`, and gives what that is as JSON.
    @discardableResult
    func evaluate(_ expression: String) throws -> String {
        let request = HTTPRequest(method: "POST", url: server.url("/_eval"), body: Array(expression.utf8))
        let response = try HTTPClient().send(request)
        guard response.status == 200 else { throw TestFailure("the stand-in could not: \(expression)") }
        return String(decoding: response.body, as: UTF8.self)
    }

    private static let program = #"""
        import http.server, json, os, socketserver, sys, threading, time, urllib.parse
        mode = ""
        # Vault: path -> {"version": n, "data": {...} or None when deleted}; the token is "t0ken".
        vault = {}
        # Vercel: a list of variables.
        vercel = []
        counts = {"hook": 0, "deployed": {}, "requests": 0, "namespace": None}
        lock = threading.Lock()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *arguments): pass
            def answer(self, status, document=None, headers={}):
                body = b"" if document is None else json.dumps(document).encode()
                self.send_response(status)
                for name, value in headers.items(): self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def handle_any(self):
                global mode
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                with lock:
                    if self.path == "/_mode":
                        mode = body.decode()
                        return self.answer(200)
                    if self.path == "/_eval":
                        return self.answer(200, eval(body.decode()))
                    counts["requests"] += 1
                if mode == "hanging": time.sleep(30)
                if mode == "throttled": return self.answer(429, {"errors": ["slow down"]}, {"Retry-After": "7"})
                if mode == "broken": return self.answer(500, {"errors": ["internal"], "error": {"message": "internal"}})
                with lock:
                    url = urllib.parse.urlsplit(self.path)
                    document = json.loads(body) if body else None
                    if url.path == "/hook":
                        counts["hook"] += 1
                        # A deployment has the variables as they are when it is made.
                        counts["deployed"] = {e["key"]: e["value"] for e in vercel}
                        return self.answer(201, {"job": {}})
                    if "/projects/" in url.path: return self.vercel(url, document)
                    return self.vault(url, document)
            do_GET = do_POST = do_DELETE = do_PATCH = handle_any

            def vault(self, url, document):
                counts["namespace"] = self.headers.get("X-Vault-Namespace")
                if mode == "sealed": return self.answer(503, {"errors": ["Vault is sealed"]})
                if mode == "lagging": return self.answer(412, {"errors": ["required index state not present"]})
                if self.headers.get("X-Vault-Token") != "t0ken" or mode == "forbidden":
                    return self.answer(403, {"errors": ["permission denied"]})
                if url.path == "/v1/sys/capabilities-self":
                    wanted = ["read"] if mode == "readonly" else ["create", "read", "update"]
                    answer = {path: wanted for path in document["paths"]}
                    return self.answer(200, {**answer, "data": answer})
                if not url.path.startswith("/v1/secret/data/"): return self.answer(404, {"errors": ["no handler for route"]})
                path = url.path[16:]
                held = vault.get(path)
                if self.command == "GET":
                    if held is None: return self.answer(404, {"errors": []})
                    metadata = {"version": held["version"], "destroyed": False, "deletion_time": ""}
                    status = 200
                    if held["data"] is None:
                        metadata["deletion_time"] = "2026-11-21T00:00:00Z"
                        status = 404
                    self.answer(status, {"data": {"data": held["data"], "metadata": metadata}})
                    if mode == "raced": held["version"] += 1
                    return
                if mode == "readonly": return self.answer(403, {"errors": ["1 error occurred: permission denied"]})
                version = held["version"] if held else 0
                if document["options"]["cas"] != version:
                    return self.answer(400, {"errors": ["check-and-set parameter did not match the current version"]})
                if mode == "echo": return self.answer(422, {"errors": ["bad: " + json.dumps(document["data"])]})
                if mode != "forgetful": vault[path] = {"version": version + 1, "data": document["data"]}
                self.answer(200, {"data": {"version": version + 1}})

            def vercel(self, url, document):
                global vercel
                if self.headers.get("Authorization") != "Bearer v3rcel" or mode == "forbidden":
                    return self.answer(403, {"error": {"code": "forbidden", "message": "Not authorized"}})
                parts = url.path.strip("/").split("/")
                query = dict(urllib.parse.parse_qsl(url.query))
                if parts[2] != "shop" or query.get("teamId") != "team_1":
                    return self.answer(404, {"error": {"code": "not_found", "message": "Project not found."}})
                if self.command == "GET" and len(parts) == 4:
                    return self.answer(200, {"envs": [{k: v for k, v in e.items() if k != "value"} for e in vercel]})
                if self.command == "GET":
                    found = [e for e in vercel if e["id"] == parts[4]]
                    if not found: return self.answer(404, {"error": {"message": "no such variable"}})
                    entry = dict(found[0], decrypted=found[0]["type"] != "sensitive")
                    if entry["type"] == "sensitive": entry["value"] = ""
                    return self.answer(200, entry)
                if self.command == "DELETE":
                    vercel = [e for e in vercel if e["id"] != parts[4]]
                    return self.answer(200, {})
                same = [e for e in vercel if e["key"] == document["key"] and set(e["target"]) & set(document["target"])]
                if same and query.get("upsert") != "true":
                    return self.answer(403, {"error": {"code": "ENV_ALREADY_EXISTS", "message": "exists"}})
                if mode == "forgetful": return self.answer(201, {"created": {}, "failed": []})
                if same: same[0].update(document)
                else: vercel.append(dict(document, id="env_%d" % (counts["requests"])))
                self.answer(201, {"created": {}, "failed": []})

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            # The library's own looks its name up, which may take as long as a resolver does.
            def server_bind(self): socketserver.TCPServer.server_bind(self)

        server = Server(("127.0.0.1", 0), Handler)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """#
}

extension DestinationContext {
    /// Surroundings in a test's folder, with a keyring that knows the conformance suite's texts.
    static func test(
        _ directory: String, _ environment: [String: String] = [:],
        sample: @escaping @Sendable (String) -> String = { $0 }
    ) -> DestinationContext {
        var context = DestinationContext(environment: environment, lockDirectory: directory + "/locks")
        context.known = KnownTexts(
            texts: { _ in DestinationConformance.labels.map { SecretBox(Secret(utf8: sample($0))) } },
            mark: { Hexadecimal.encode(DigestAlgorithm.sha256.hash($0.revealedBytes()).prefix(16)) })
        return context
    }
}

/// A destination from the text of its entry in a configuration.
func openDestination(
    _ text: String, kind: any SecretKind = RandomKind(), _ context: DestinationContext, in directory: String
) throws -> any Destination {
    let node = try ConfigurationFile(text: text, directory: directory).root
    return try DestinationDefinitions.decode(node, for: kind).open(context)
}
