/// A mail to be handed to a server, and the bounds within which that is to be done.
public struct MailRequest: Sendable {
    public var server: MailServer
    /// Whether the conversation may go on without TLS: for a server on this machine.
    public var mayBeInTheClear: Bool
    /// For the server's own records; nil to hand it in without.
    public var user: String?
    public var password: String?
    /// To whom the mail goes back that cannot be delivered.
    public var sender: MailAddress
    public var recipients: [MailAddress]
    /// The mail, headers and content, each line ended by CR LF.
    public var content: [UInt8]
    /// How long all of it may take.
    public var timeout: Duration
    /// A PEM file of the certificate authorities to trust in place of the system's.
    public var caFile: String?

    public init(
        server: MailServer, mayBeInTheClear: Bool = false, user: String? = nil, password: String? = nil,
        sender: MailAddress, recipients: [MailAddress], content: [UInt8], timeout: Duration = .seconds(30),
        caFile: String? = nil
    ) {
        self.server = server
        self.mayBeInTheClear = mayBeInTheClear
        self.user = user
        self.password = password
        self.sender = sender
        self.recipients = recipients
        self.content = content
        self.timeout = timeout
        self.caFile = caFile
    }
}

/// What a server said that has taken a mail.
public struct MailReceipt: Sendable, Equatable {
    /// The code of its last reply.
    public let code: Int
    /// How many of the recipients it refused.
    public let refused: Int
}
