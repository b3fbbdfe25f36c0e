/// For whom a message is. What people outside may see, and in which words, differs from what responders need: each
/// audience has its own text (`MessageWording`).
public enum Audience: String, Sendable, CaseIterable, Codable {
    /// Those who work on the incident: they see everything.
    case responders
    /// Those who answer for it: what happened, how bad it is, how far it is.
    case leadership
    /// Those who own the affected systems and roles: what was done to what is theirs.
    case owners
    /// Everybody who reads the status page.
    case statusPage
    /// Those who use the product.
    case customers
    /// Those whose systems are connected with it.
    case partners

    /// Whether it stands outside: then nothing internal goes to it. No title, no names of people, hosts, users or
    /// secrets, no facts, no incident number: only sentences that were written for outsiders.
    public var isOutside: Bool {
        switch self {
        case .responders, .leadership, .owners: false
        case .statusPage, .customers, .partners: true
        }
    }
}
