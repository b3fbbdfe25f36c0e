import Basics
import Testing

@testable import Sessions

/// What is printed to finish a revocation where Django keeps sessions in its database too. That it works is tested with
/// Django itself.
@Suite struct DjangoDatabaseTests {
    @Test(arguments: [
        ("anna", #""anna""#), ("42", #""42""#), ("", #""""#), ("o'brien", #""o\x27brien""#),
        (#"a"b\c"#, #""a\x22b\x5cc""#), ("$(x)`y`;", #""\x24\x28x\x29\x60y\x60\x3b""#),
        ("\n\u{1B}[", #""\x0a\x1b\x5b""#),
        ("zoë", #""zo\xeb""#), ("日\u{202E}", #""\u65e5\u202e""#), ("👩", #""\U0001f469""#),
        ("{0}%s", #""\x7b0\x7d\x25s""#),
    ])
    func writesTextsForPython(text: String, literal: String) { #expect(PythonText.literal(text) == literal) }

    @Test func namesTheUsers() {
        let text = remedy(SessionSelector(users: ["1", "o'b"]))
        #expect(text.hasPrefix("in the project's folder: python manage.py shell -c '"))
        #expect(text.contains(#"if has(at(d, "_auth_user_id"), "1", "o\x27b")"#))
        #expect(text.hasSuffix("'"))
        #expect(text.filter { $0 == "'" }.count == 3, "one in 'project's', and two around the code")
    }

    @Test func saysNoMoreThanWasSelected() {
        #expect(remedy(.everything).contains("objects.all().delete()"))
        let keep = KeptSessions(["abcdefgh"])
        for selector in [
            SessionSelector(users: ["1"], keep: keep), SessionSelector(all: true, keep: keep),
            SessionSelector(users: ["1"], lastSeen: TimeWindow(before: Timestamp(seconds: 1))),
        ] {
            #expect(!remedy(selector).contains("manage.py"))
            #expect(!remedy(selector).contains("abcdefgh"))
        }
        let several = remedy(
            SessionSelector(users: ["1"], role: "admin", matches: [FieldMatch(field: "a.b", value: "x")]))
        #expect(several.contains(#"has(at(d, "a", "b"), "x") and (has(at(d, "role"), "admin") or "#))
        #expect(several.contains(#" and has(at(d, "_auth_user_id"), "1")]"#))
    }

    private func remedy(_ selector: SessionSelector) -> String {
        DjangoLayout(.cachedDatabase).fallback?.remedy(selector) ?? ""
    }
}
