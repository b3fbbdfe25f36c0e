import Configuration
import Testing

@testable import Secrets

@Suite("Destinations in the configuration")
struct DestinationDefinitionTests {
    private func decode(_ text: String, _ kind: any SecretKind = RandomKind()) throws -> any DestinationDefinition {
        try DestinationDefinitions.decode(ConfigurationFile(text: text, directory: "/srv/app").root, for: kind)
    }

    @Test(
        "each has a name for receipts, without logins and values",
        arguments: [
            ("file: {path: run/key}", "file:run/key"), ("compose-secret: {path: s.txt}", "compose-secret:s.txt"),
            ("redis: {url: \"redis://:pw@h:1/2?timeout=1s\", key: a}", "redis:redis://h:1/2#a"),
            ("redis: {url: \"${env:R}\", key: a}", "redis:${env:R}#a"),
            ("command: {run: [put, x]}", "command:put x"),
            ("docker-secret: {name: jwt, service: web}", "docker-secret:jwt@web"),
            ("kubernetes-secret: {name: app, key: K}", "kubernetes-secret:app#K"),
            ("kubernetes-secret: {name: app, namespace: n, context: c, key: K}", "kubernetes-secret:c/n/app#K"),
            ("kubernetes-secret: {name: app, key: K, manifest: s.json}", "kubernetes-secret:s.json:app#K"),
            (
                "vault-kv2: {url: \"https://v:8200\", token: \"${env:T}\", path: a/b, field: F}",
                "vault-kv2:https://v:8200/secret/a/b#F"
            ),
            ("aws-secrets-manager: {secret: app, region: eu-west-1}", "aws-secrets-manager:eu-west-1/app"),
            ("vercel: {project: shop, key: K, token: \"${env:T}\"}", "vercel:shop#K"),
            (
                "vercel: {project: shop, key: K, token: \"${env:T}\", target: [preview, production]}",
                "vercel:shop#K@preview+production"
            ),
        ])
    func names(text: String, name: String) throws { #expect(try decode(text).name == name) }

    @Test(
        "what is wrong is said with its place",
        arguments: [
            ("fil: {path: a}", "1:1: unknown key 'fil'"), ("{}", "should name one destination"),
            ("file: {path: a}\nredis: {url: \"redis://h\", key: a}", "should name one destination"),
            ("file: {pth: a}", "1:8: unknown key 'pth' in file"), ("file: {path: a, mode: 0666}", "1:23: 'file.mode'"),
            ("file: {path: a, mode: rw}", "1:23: 'file.mode' is not a file's permissions"),
            ("file: {path: a, previousPath: a}", "uses one path twice"),
            ("file: {path: a, newline: yes}", "1:26: 'file.newline' should be true or false"),
            ("jwks: {path: a}", "a random has no public half for 'jwks'"),
            ("redis: {url: \"http://h\", key: a}", "1:14: 'redis.url': the Redis URL is not valid"),
            ("redis: {url: \"redis://h\"}", "needs the key 'key'"),
            ("redis: {url: \"redis://h\", key: a, nextKey: a}", "uses one key twice"),
            ("redis: {url: \"redis://h\", key: \"a\\nb\"}", "without control characters"),
            ("command: {run: []}", "1:16: 'command.run' should be a program"),
            ("command: {run: [a], timeout: 0s}", "1:30: 'command.timeout' should be longer"),
            ("command: {run: [\"${env:X}\"]}", "cannot refer to the environment"),
            ("docker-secret: {name: --x, service: web}", "1:23: 'docker-secret.name' is not a name"),
            ("docker-secret: {name: \"a,b\", service: web}", "is not a name for docker"),
            ("docker-secret: {name: a, service: web, previousTarget: a}", "uses one target twice"),
            ("kubernetes-secret: {name: A, key: K}", "1:27: 'kubernetes-secret.name' is not a name"),
            ("kubernetes-secret: {name: a, key: K/x}", "is not a key of a Secret"),
            ("kubernetes-secret: {name: a, key: K, context: c, manifest: m}", "is for kubectl"),
            (
                "vault-kv2: {url: \"https://v\", token: hvs.x, path: a, field: F}",
                "1:38: 'vault-kv2.token' should not stand"
            ),
            (
                "vault-kv2: {url: \"ftp://v\", token: \"${env:T}\", path: a, field: F}",
                "1:18: 'vault-kv2.url' should be"
            ),
            ("vault-kv2: {url: \"https://v\", token: \"${env:T}\", path: ../a, field: F}", "is not a path"),
            ("aws-secrets-manager: {secret: a, accessKeyId: AK}", "needs accessKeyId and secretAccessKey together"),
            (
                "aws-secrets-manager: {secret: a, accessKeyId: AK, secretAccessKey: x}",
                "should not stand in the configuration"
            ),
            ("vercel: {project: p, key: K, token: x}", "1:37: 'vercel.token' should not stand in the configuration"),
            ("vercel: {project: p, key: K, token: \"${env:T}\", target: [prod]}", "unknown value 'prod'"),
            ("vercel: {project: p, key: K, token: \"${env:T}\", target: []}", "at least one"),
            ("vercel: {project: p, key: K, token: \"${env:T}\", target: [development]}", "no sensitive variables"),
            ("vercel: {project: p, key: 1K, token: \"${env:T}\"}", "is not a name for a variable"),
        ])
    func errors(text: String, expected: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try decode(text) }
        #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
    }

    @Test(
        "a symmetric kind is in no key set", arguments: ["jwt-hs256", "random", "webhook-standard", "webhook-github"])
    func symmetric(kind: String) throws {
        let kind = try #require(SecretKinds.named(kind))
        let error = #expect(throws: ConfigurationError.self) { try decode("jwks: {path: a}", kind) }
        #expect(error?.message.contains("no public half") == true)
    }
}
