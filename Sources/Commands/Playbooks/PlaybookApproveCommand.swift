import ArgumentParser
import Basics
import Cryptography
import Files
import Playbooks
import Response

/// `firebreak playbook approve`.
struct PlaybookApproveCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Agree to a step that waits for several people.",
        discussion: """
            You sign what would be done with your own Ed25519 key, whose public half stands under `responders:` in the \
            configuration. Look at it first with --print. Make a key with \
            'openssl genpkey -algorithm ed25519 -out my.key; openssl pkey -in my.key -pubout'.

            Examples:
              firebreak playbook approve RUN-20261121-001 rotate --print
              firebreak playbook approve RUN-20261121-001 rotate --key my.key
              # signed elsewhere
              firebreak playbook approve RUN-20261121-001 rotate --responder alice \\
                  --signature sig.bin
            """)

    @Argument(help: "The run.")
    var run: String
    @Argument(help: "The step.")
    var step: String
    @Option(help: ArgumentHelp("Your private key in PEM.", valueName: "file"))
    var key: String?
    @Flag(name: .customLong("print"), help: "Print what is signed, and sign nothing.")
    var prints = false
    @Option(help: ArgumentHelp("With --signature: who signed.", valueName: "name"))
    var responder: String?
    @Option(help: ArgumentHelp("A signature of what --print prints, 64 bytes.", valueName: "file"))
    var signature: String?
    @OptionGroup var global: GlobalOptions

    func validate() throws {
        let ways = [key != nil, prints, signature != nil].count(where: { $0 })
        guard ways == 1 else { throw ValidationError("Say one of --key, --print and --signature.") }
        guard (responder != nil) == (signature != nil) else {
            throw ValidationError("--responder and --signature go together.")
        }
    }

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        if prints {
            console.printBytes(Array(try PlaybookRunner.statement(workspace, run: run, step: step).utf8))
            return .done
        }
        let receipt: ApprovalReceipt
        if let signature, let responder {
            receipt = try PlaybookRunner.approve(
                workspace, run: run, step: step, responder: responder, signature: FileReader.read(signature, limit: 4096))
        } else {
            let pem = Secret(try FileReader.read(key ?? "", limit: 64 << 10))
            receipt = try PlaybookRunner.approve(workspace, run: run, step: step, key: PrivateKey(pem: pem))
        }
        try console.show(receipt)
        return .done
    }
}
