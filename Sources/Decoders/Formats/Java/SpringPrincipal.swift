extension JavaSerialisation {
    /// The name of the user whom Spring Security's context says to be logged in: what `Authentication.getName()` would
    /// return (spring-projects/spring-security, AbstractAuthenticationToken.getName). The value is a context or an
    /// authentication. Nil where nobody is logged in. Throws `unsupported` where somebody is whose class does not keep
    /// the name in a field of those that Spring's own classes have: who it is is then not known.
    public static func principal(in value: DecodedValue) throws(DecodingFailure) -> String? {
        guard case .object(let name, let members) = value else {
            if case .null = value { return nil }
            throw .unsupported
        }
        if let authentication = members["authentication"], members["principal"] == nil {
            return try principal(in: authentication)
        }
        // A token of a JWT overrides the name; its principal is the JWT.
        if name.hasSuffix(".JwtAuthenticationToken"), let text = members["name"]?.scalarText { return text }
        guard let principal = members["principal"] else { throw .unsupported }
        switch principal {
        case .null: return nil
        case .text:
            guard let text = principal.scalarText else { throw .unsupported }
            return text
        case .object(_, let members): return try self.name(of: members)
        default: throw .unsupported
        }
    }

    private static func name(of principal: DecodedMap) throws(DecodingFailure) -> String {
        // An OAuth 2 user is called what the attribute says that its provider names by.
        let found =
            if let key = principal["nameAttributeKey"]?.scalarText, let attributes = principal["attributes"]?.members {
                attributes[key]
            } else {
                principal["username"] ?? principal["name"]
            }
        guard let text = found?.scalarText else { throw .unsupported }
        return text
    }
}
