import Cryptography
import JSON
import Testing

@Suite struct JWKTests {
    struct Row: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let jwk: [String: String]
        let thumbprint: String
        let publicKey: Hex
        var testDescription: String { name }

        var object: JSONObject { JSONObject(jwk.map { (key: $0.key, value: .string($0.value)) }) }
        var publicMembers: JSONObject {
            JSONObject(object.filter { ["kty", "crv", "x", "y", "n", "e"].contains($0.key) })
        }
    }

    static let rows = VectorFile<Row>.rows("jwk.json")
    static let named = Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0) })

    @Test("the RFCs' keys, public and private, and their thumbprints", arguments: rows)
    func published(_ row: Row) throws {
        let publicKey = try PublicKey(jwk: .object(row.publicMembers))
        #expect(publicKey.subjectPublicKeyInfo == row.publicKey.bytes)
        #expect(try publicKey.jwk() == row.publicMembers)
        #expect(try publicKey.thumbprint() == row.thumbprint)
        #expect(try JWKThumbprint.sha256(row.object) == row.thumbprint, "whatever else the JWK has")
        let key = try PrivateKey(jwk: Secret(utf8: JSONValue.object(row.object).compact))
        #expect(try key.publicKey().subjectPublicKeyInfo == row.publicKey.bytes)
        let written = try key.jwk().revealedText() ?? ""
        #expect(try JSONValue(parsing: written) == .object(row.object))
    }

    @Test("a public JWK has its members in one order, and no private one")
    func order() throws {
        let key = try PrivateKey.generate(.p256).publicKey()
        #expect(try key.jwk().keys == ["kty", "crv", "x", "y"])
        let rsa = try PrivateKey.generate(.rsa2048).publicKey()
        #expect(try rsa.jwk().keys == ["kty", "n", "e"])
        #expect(try PrivateKey.generate(.ed25519).publicKey().jwk().keys == ["kty", "crv", "x"])
    }

    @Test("a symmetric key has no thumbprint")
    func symmetric() {
        #expect(throws: CryptographyError.self) {
            try JWKThumbprint.sha256(["kty": "oct", "k": "AyM1SysPpbyDfgZld3umjw"])
        }
        #expect(throws: CryptographyError.self) { try PublicKey(jwk: ["kty": "oct", "k": "AyM1SysPpbyDfgZld3umjw"]) }
        #expect(throws: CryptographyError.self) { try JWKThumbprint.sha256([:]) }
        #expect(throws: CryptographyError.self) { try JWKThumbprint.sha256(["kty": "EC", "crv": "P-256", "x": "AA"]) }
    }

    /// A change to one of the RFCs' keys that makes it unfit.
    struct Edit: Sendable, CustomTestStringConvertible {
        let name: String
        let row: String
        let member: String
        let value: JSONValue?
        var isPrivateOnly = false
        var testDescription: String { name }
    }

    private static let ec = "RFC 7517 A.2 EC"
    private static let ed = "RFC 8037 A.1"
    private static let rsa = "RFC 7515 A.2"
    static let edits: [Edit] = [
        Edit(name: "no kty", row: ec, member: "kty", value: nil),
        Edit(name: "kty of another case", row: ec, member: "kty", value: "ec"),
        Edit(name: "kty a number", row: ec, member: "kty", value: 1),
        Edit(name: "another curve", row: ec, member: "crv", value: "P-384"),
        Edit(name: "an unknown curve", row: ec, member: "crv", value: "secp256k1"),
        Edit(name: "P-521", row: ec, member: "crv", value: "P-521"),
        Edit(name: "no x", row: ec, member: "x", value: nil),
        Edit(name: "x empty", row: ec, member: "x", value: ""),
        Edit(name: "x a number", row: ec, member: "x", value: 3),
        Edit(name: "x padded", row: ec, member: "x", value: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4="),
        Edit(
            name: "x in the other alphabet", row: ec, member: "x", value: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D/"),
        Edit(name: "bits left over in x", row: ec, member: "x", value: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D5"),
        Edit(name: "x too short", row: ec, member: "x", value: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7A"),
        Edit(
            name: "x with a zero before it", row: ec, member: "x", value: "ADCgQkzSHClEg4otdckrN-duog2fAIk6O07uijwKr-w-"
        ),
        Edit(name: "not on the curve", row: ec, member: "y", value: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyA"),
        Edit(
            name: "x beyond the field", row: ec, member: "x", value: "__________________________________________8"),
        Edit(
            name: "d of another key", row: ec, member: "d", value: "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
            isPrivateOnly: true),
        Edit(name: "d too short", row: ec, member: "d", value: "870M", isPrivateOnly: true),
        Edit(
            name: "d zero", row: ec, member: "d", value: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            isPrivateOnly: true),
        Edit(
            name: "d beyond the order", row: ec, member: "d", value: "__________________________________________8",
            isPrivateOnly: true),
        Edit(name: "no d", row: ec, member: "d", value: nil, isPrivateOnly: true),
        Edit(name: "X25519", row: ed, member: "crv", value: "X25519"),
        Edit(name: "Ed448", row: ed, member: "crv", value: "Ed448"),
        Edit(name: "x too short", row: ed, member: "x", value: "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcH"),
        Edit(
            name: "x of another key", row: ed, member: "x", value: "PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw",
            isPrivateOnly: true),
        Edit(
            name: "d too long", row: ed, member: "d", value: "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2AA",
            isPrivateOnly: true),
        Edit(name: "no n", row: rsa, member: "n", value: nil),
        Edit(name: "n of eight bits", row: rsa, member: "n", value: "jw"),
        Edit(name: "n empty", row: rsa, member: "n", value: ""),
        Edit(name: "e zero", row: rsa, member: "e", value: "AA"),
        Edit(name: "e one", row: rsa, member: "e", value: "AQ"),
        Edit(name: "e even", row: rsa, member: "e", value: "AQAA"),
        Edit(name: "e with a zero before it", row: rsa, member: "e", value: "AAEAAQ"),
        Edit(name: "e of 72 bits", row: rsa, member: "e", value: "AQAAAAAAAAAB"),
        Edit(name: "no qi", row: rsa, member: "qi", value: nil, isPrivateOnly: true),
        Edit(name: "more than two primes", row: rsa, member: "oth", value: [], isPrivateOnly: true),
        Edit(name: "d empty", row: rsa, member: "d", value: "", isPrivateOnly: true),
        Edit(name: "d one", row: rsa, member: "d", value: "AQ", isPrivateOnly: true),
        Edit(name: "p one", row: rsa, member: "p", value: "AQ", isPrivateOnly: true),
        Edit(name: "p empty", row: rsa, member: "p", value: "", isPrivateOnly: true),
        Edit(name: "dp three", row: rsa, member: "dp", value: "Aw", isPrivateOnly: true),
        Edit(name: "dq three", row: rsa, member: "dq", value: "Aw", isPrivateOnly: true),
        Edit(name: "qi three", row: rsa, member: "qi", value: "Aw", isPrivateOnly: true),
    ]

    @Test("a JWK that is not quite one is refused", arguments: edits)
    func edited(_ edit: Edit) throws {
        var members = try #require(Self.named[edit.row]).object
        members[edit.member] = edit.value
        #expect(throws: CryptographyError.self) {
            _ = try PrivateKey(jwk: Secret(utf8: JSONValue.object(members).compact)).type
        }
        if edit.isPrivateOnly {
            #expect(throws: Never.self) { _ = try PublicKey(jwk: .object(members)) }
        } else {
            #expect(throws: CryptographyError.self) { _ = try PublicKey(jwk: .object(members)) }
        }
    }

    @Test("an RSA modulus with a zero before it is refused")
    func modulusWithZero() throws {
        var members = try #require(Self.named[Self.rsa]).publicMembers
        // Three zero bits come first once a zero byte is put before 256 bytes: the texts differ in every character.
        let bytes = try #require(try Self.decoded(members["n"]?.stringValue))
        members["n"] = .string(Secret([0] + bytes).base64(.url).revealedText() ?? "")
        #expect(throws: CryptographyError.self) { _ = try PublicKey(jwk: .object(members)) }
    }

    private static func decoded(_ text: String?) throws -> [UInt8]? {
        try text.map { try Secret(base64: Secret(utf8: $0), .url, "n").revealedBytes() }
    }

    @Test(
        "a private JWK must be one JSON object, each member once",
        arguments: [
            "", "{", "[]", "null", "\"x\"", "{}", "{}{}",
            #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#,
        ])
    func notObjects(text: String) {
        #expect(throws: CryptographyError.self) { _ = try PrivateKey(jwk: Secret(utf8: text)).type }
    }
}
