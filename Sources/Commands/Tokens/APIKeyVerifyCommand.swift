import ArgumentParser
import Basics
import Cryptography
import Files
import Response
import Tokens

/// `firebreak apikey verify`.
struct APIKeyVerifyCommand: Command {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check an API key's form and checksum, and whether it is a live version of a secret.",
        discussion: """
            The key comes from standard input or a file, never from an argument, and only its prefix and its last four \
            characters are shown. Nothing is looked up anywhere but in the keyring, and that only with --secret.

            Exit status 1: the checksum is wrong, the text is no key, or it is no live version of --secret.

            Examples:
              firebreak apikey verify --file found.txt
              pbpaste | firebreak apikey verify --secret PARTNER_KEY --json
            """)

    @Option(help: ArgumentHelp("Read the key from this file. Default: standard input.", valueName: "path"))
    var file: String?
    @Option(help: ArgumentHelp("The secret whose live versions it is compared with.", valueName: "name"))
    var secret: String?
    @OptionGroup var global: GlobalOptions

    func perform(_ workspace: Workspace, _ console: Console) throws -> ExitStatus {
        let limit = 1 << 16
        var bytes =
            if let file, file != "-" {
                try FileReader.read(file, limit: limit)
            } else {
                try FileReader.readStandardInput(limit: limit)
            }
        let words = Secret(taking: &bytes).words(limit: 2)
        guard let word = words.first, words.count == 1 else {
            throw CommandFailure(
                .badInput, words.isEmpty ? "no key was given" : "more than one word was given",
                hint: "give one key: firebreak apikey verify --file key.txt")
        }
        let verified = try word.withSecret { try workspace.verifyAPIKey($0, secret: secret) }
        let result = APIKeyResult(verified, secret: secret)
        try console.show(result)
        return result.valid ? .done : .checkFailed
    }
}

/// What an API key is.
struct APIKeyResult: CommandResult {
    /// Whether nothing speaks against it: neither its checksum nor, where it was compared, the secret.
    let valid: Bool
    let key: String
    let prefix: String?
    let issuer: String?
    let checksum: InspectedAPIKey.Checksum
    let secret: String?
    let matched: String?
    let version: Int?

    init(_ verified: APIKeyVerification, secret: String?) {
        key = verified.key.redacted
        prefix = verified.key.prefix
        issuer = verified.key.issuer
        checksum = verified.key.checksum
        self.secret = secret
        matched = verified.matched?.stage
        version = verified.matched?.version
        // A key of a form without a checksum is good if the keyring knows it; one that nobody knows says nothing.
        let hasGoodForm = checksum == .valid || checksum == .missing || (checksum == .unknownForm && matched != nil)
        valid = hasGoodForm && (secret == nil || matched != nil)
    }

    func text(width: Int, style: Style) -> String {
        var lines = [style.bold(key) + (issuer.map { " (\($0))" } ?? "")]
        switch checksum {
        case .valid: lines.append("\(style.green("checksum")): right")
        case .invalid: lines.append("\(style.red("checksum")): wrong: a character was changed, or nobody made this key")
        case .missing: lines.append("checksum: this form has none, so nothing can be said")
        case .unknownForm: lines.append("checksum: this has not the form prefix_, 30 characters and 6 of checksum")
        }
        if let secret {
            let verdict =
                if let matched, let version {
                    style.green("the \(matched) version (\(version)) of \(secret)")
                } else {
                    style.red("no live version of \(secret)")
                }
            lines.append("it is \(verdict)")
        }
        return lines.joined(separator: "\n")
    }
}
