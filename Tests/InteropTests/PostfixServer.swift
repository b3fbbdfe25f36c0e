import Files
import Foundation
import Glibc
import Processes
import TestSupport

/// Debian's Postfix as an instance of its own, in a folder, on 127.0.0.1 and a free port: STARTTLS and a login (`fb`,
/// `s3cret-pw`) are required, and what it takes goes to a mailbox. It touches nothing of the machine's own Postfix, and
/// ends with this object or with the test process.
final class PostfixServer {
    let port = freePort()
    private let directory: String
    private let server: ManagedServer
    private let accounts: PythonServer

    /// Whether it is here, and may be run: its master has to be root.
    static var canRun: Bool { geteuid() == 0 && access("/usr/sbin/postfix", X_OK) == 0 }

    init(_ certificates: TestCertificates, in parent: String) throws {
        directory = parent + "/postfix"
        accounts = try PythonServer(Self.accounts)
        for name in ["conf", "queue", "data", "mails"] {
            try FileManager.default.createDirectory(atPath: "\(directory)/\(name)", withIntermediateDirectories: true)
        }
        // Its parts are other users, who must be able to get there.
        for (path, owner) in [("data", "postfix"), ("mails", "nobody")] {
            guard let user = getpwnam(owner)?.pointee else { throw TestFailure("there is no user \(owner)") }
            chown("\(directory)/\(path)", user.pw_uid, user.pw_gid)
        }
        for path in [parent, directory] { chmod(path, 0o755) }
        guard let nobody = getpwnam("nobody")?.pointee else { throw TestFailure("there is no user nobody") }
        try AtomicFile.create(
            directory + "/conf/main.cf",
            Array(
                """
                compatibility_level = 3.6
                queue_directory = \(directory)/queue
                data_directory = \(directory)/data
                maillog_file = \(directory)/log
                maillog_file_prefixes = /
                mail_owner = postfix
                setgid_group = postdrop
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                myhostname = mail.test
                mydestination =
                alias_maps =
                alias_database =
                virtual_mailbox_domains = example.com
                virtual_mailbox_base = \(directory)/mails
                virtual_mailbox_maps = static:all/
                virtual_uid_maps = static:\(nobody.pw_uid)
                virtual_gid_maps = static:\(nobody.pw_gid)
                smtpd_tls_security_level = encrypt
                smtpd_tls_received_header = yes
                smtpd_tls_cert_file = \(certificates.server)
                smtpd_tls_key_file = \(certificates.serverKey)
                smtpd_sasl_auth_enable = yes
                smtpd_sasl_type = dovecot
                smtpd_sasl_path = inet:127.0.0.1:\(accounts.port)
                smtpd_relay_restrictions = permit_sasl_authenticated, reject
                smtpd_recipient_restrictions = permit_sasl_authenticated, reject

                """.utf8), mode: 0o644)
        let services = [
            "\(port) inet n - n - - smtpd", "postlog unix-dgram n - n - 1 postlogd", "cleanup unix n - n - 0 cleanup",
            "qmgr unix n - n 300 1 qmgr", "pickup unix n - n 60 1 pickup", "rewrite unix - - n - - trivial-rewrite",
            "bounce unix - - n - 0 bounce", "defer unix - - n - 0 bounce", "trace unix - - n - 0 bounce",
            "verify unix - - n - 1 verify", "proxymap unix - - n - - proxymap", "anvil unix - - n - 1 anvil",
            "tlsmgr unix - - n 1000? 1 tlsmgr", "virtual unix - n n - - virtual", "error unix - - n - - error",
            "retry unix - - n - - error",
        ]
        try AtomicFile.create(
            directory + "/conf/master.cf", Array(services.map { $0 + "\n" }.joined().utf8), mode: 0o644)
        server = try ManagedServer(
            arguments: ["/usr/sbin/postfix", "-c", directory + "/conf", "start-fg"], log: directory + "/start.log")
        let port = port
        try waitUntil("Postfix listens; it says: \(said)", within: .seconds(60)) { isListening(port) }
    }

    /// What it wrote down.
    var said: String {
        ["start.log", "log"].compactMap { try? FileReader.readText("\(directory)/\($0)") }.joined()
    }

    /// The mails in the mailbox.
    var delivered: [String] {
        let folder = directory + "/mails/all/new"
        return (try? FileManager.default.contentsOfDirectory(atPath: folder))?.map { "\(folder)/\($0)" } ?? []
    }

    deinit { server.stop() }

    /// A stand-in for Dovecot, which Postfix asks about logins (doc.dovecot.org, "Authentication protocol").
    private static let accounts = """
        import base64, socketserver

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                self.wfile.write(b"VERSION\\t1\\t1\\nMECH\\tPLAIN\\tplaintext\\nSPID\\t1\\nCUID\\t1\\nCOOKIE\\t00\\nDONE\\n")
                for line in self.rfile:
                    words = line.decode().rstrip("\\n").split("\\t")
                    if words[0] == "AUTH":
                        answer = [word[5:] for word in words if word.startswith("resp=")]
                    elif words[0] == "CONT":
                        answer = words[2:]
                    else:
                        continue
                    if not answer:
                        self.wfile.write(f"CONT\\t{words[1]}\\t\\n".encode())
                        continue
                    isGood = base64.b64decode(answer[0]).split(b"\\0")[1:] == [b"fb", b"s3cret-pw"]
                    self.wfile.write(f"{'OK' if isGood else 'FAIL'}\\t{words[1]}\\tuser=fb\\n".encode())

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        print(server.server_address[1], flush=True)
        server.serve_forever()
        """
}
