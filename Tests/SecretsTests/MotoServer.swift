import Foundation
import HTTP
import JSON
import Processes
import TestSupport

/// moto's server, which behaves as AWS does and, set up like this, checks each request's signature, its session token
/// and what the role may do. It ends with this object or with the test process.
final class MotoServer: Sendable {
    let port: Int
    /// The standard variables, with the temporary credentials of a role that may use Secrets Manager.
    let environment: [String: String]
    private let server: ManagedServer

    init() throws {
        setenv("no_proxy", "127.0.0.0/8,localhost", 1)
        guard let python = getenv("FIREBREAK_TEST_PYTHON").map({ String(cString: $0) }) else {
            throw TestFailure(
                "FIREBREAK_TEST_PYTHON is not set: run ./Scripts/test, which makes the virtual environment")
        }
        let port = freePort()
        self.port = port
        server = try ManagedServer(arguments: [
            "env", "INITIAL_NO_AUTH_ACTION_COUNT=7", python, "-m", "moto.server", "-H", "127.0.0.1", "-p", "\(port)",
        ])
        let deadline = ContinuousClock.now + .seconds(60)
        let ping = HTTPRequest(url: "http://127.0.0.1:\(port)/moto-api/data.json")
        while (try? HTTPClient().send(ping))?.status != 200 {
            guard ContinuousClock.now < deadline else { throw TestFailure("moto's server does not start") }
            usleep(50_000)
        }
        let made = try ProgramRun.run([python, "-c", Self.setUp, "http://127.0.0.1:\(port)"])
        guard made.succeeded, let credentials = (try? JSONValue(parsing: made.standardOutput))?.objectValue else {
            throw TestFailure("moto's server cannot be set up: \(made.errorText)")
        }
        var environment = ["AWS_REGION": "eu-central-1"]
        for (name, value) in credentials { environment[name] = value.stringValue }
        self.environment = environment
    }

    /// Stops it where it stands, so that it answers nobody, until `thaw`.
    func freeze() { kill(server.processIdentifier, SIGSTOP) }

    /// Lets it go on after `freeze`.
    func thaw() { kill(server.processIdentifier, SIGCONT) }

    var url: String { "http://127.0.0.1:\(port)" }

    /// Seven calls before moto begins to ask for permission: the role, its policy, its credentials, and four secrets.
    private static let setUp = #"""
        import boto3, json, sys
        def client(name):
            return boto3.client(name, endpoint_url=sys.argv[1], region_name="eu-central-1",
                                aws_access_key_id="x", aws_secret_access_key="x")
        iam, sts, secrets = client("iam"), client("sts"), client("secretsmanager")
        role = iam.create_role(RoleName="role", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
        policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "secretsmanager:*", "Resource": "*"}]}
        iam.put_role_policy(RoleName="role", PolicyName="policy", PolicyDocument=json.dumps(policy))
        given = sts.assume_role(RoleArn=role, RoleSessionName="session")["Credentials"]
        secrets.create_secret(Name="empty")
        secrets.create_secret(Name="app/json", SecretString=json.dumps({"OTHER": "kept", "JWT": "one"}))
        secrets.create_secret(Name="app/plain", SecretString="an-old-secret-that-is-long-enough-for-hs256")
        secrets.create_secret(Name="app/binary", SecretBinary=b"\x00\x01")
        print(json.dumps({"AWS_ACCESS_KEY_ID": given["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": given["SecretAccessKey"],
                          "AWS_SESSION_TOKEN": given["SessionToken"]}))
        """#
}
