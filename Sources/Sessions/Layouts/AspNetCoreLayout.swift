internal import Configuration
internal import Decoders

/// Sessions of ASP.NET Core in its distributed cache (dotnet/aspnetcore, RedisCache.cs and DistributedSession.cs): a hash
/// `<InstanceName><guid>` whose field `data`, in some versions `dv`, holds a frame of keys and bytes. Other entries of the
/// cache stand under the same prefix; a session's key is a GUID.
struct AspNetCoreLayout: SessionLayout {
    /// What lets a user in.
    enum Login: String, Sendable, CaseIterable {
        /// The authentication cookie, as the framework's own authentication has it: a session is then no login.
        case cookie
        /// The application looks for the user in the session.
        case session
    }

    /// Where applications put the user; the framework puts none into a session.
    static let defaultFields: SessionFields = {
        var fields = SessionFields.usual
        let names = ["UserId", "UserID", "UserName", "Username", "userName", "username", "LoginId", "AccountId"]
        fields.user = names.map { FieldPath($0) } + fields.user + ["User", "Email", "email"].map { FieldPath($0) }
        fields.role += ["Role", "Roles", "UserRole"].map { FieldPath($0) }
        return fields
    }()

    /// The names of the field with the frame.
    private static let dataFields = ["data", "dv"]

    var name: String { "aspnet-core" }
    let keys: KeyTemplate
    let fields: SessionFields
    private let login: Login

    /// Reads `prefix` (the option `InstanceName`, by default nothing), `login` and the fields beside the preset's name.
    init(_ options: inout LayoutOptions) throws(ConfigurationError) {
        keys = KeyTemplate(prefix: try options.anyPrefix(default: ""), form: .uuid)
        login = try options.choice("login", default: .cookie)
        fields = try options.fields(default: Self.defaultFields)
    }

    /// The cookie is checked against the user's security stamp every thirty minutes by default (SecurityStampValidator-
    /// Options.ValidationInterval).
    var fallback: SessionFallback? {
        guard login == .cookie else { return nil }
        return SessionFallback(
            reason: "ASP.NET Core's authentication cookie lets users in without a session",
            remedy: { selector in
                "UPDATE \"AspNetUsers\" SET \"SecurityStamp\" = gen_random_uuid()::text"
                    + SessionFallback.condition(on: "\"Id\"", selector)
                    + ", against which every cookie is checked within ValidationInterval (30 minutes by default); where "
                    + "the session itself is the login, add 'login: session' to the layout"
            })
    }

    func reader(for question: SessionQuestion) -> any SessionReader {
        DecodedSessionReader(
            question: question, fields: fields, access: .hash(fields: Self.dataFields.map { Array($0.utf8) })
        ) { value in
            guard case .fields(let values) = value else { return .unreadable }
            guard let data = values.lazy.compactMap({ $0 }).first else { return .ended }
            guard case .map(let members)? = try? Decoding.aspnet.decoder.decode(data) else { return .unreadable }
            return .session(.map(DecodedMap(members.entries.map(Self.readable))))
        }
    }

    /// A value is bytes: a text, or a number of four bytes (`SetInt32`). Texts of four bytes have no control characters
    /// in them, numbers up to half a billion always do.
    private static func readable(_ entry: DecodedMap.Entry) -> DecodedMap.Entry {
        guard case .text(let bytes) = entry.value, bytes.contains(where: { $0 < 0x20 }),
            let number = entry.value.bigEndianInteger
        else { return entry }
        return DecodedMap.Entry(key: entry.key, value: .integer(Int64(number)))
    }
}
