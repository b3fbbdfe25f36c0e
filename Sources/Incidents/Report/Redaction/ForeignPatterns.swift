/// Things that have a shape by which they are known: addresses of machines, people and pages, paths, identifiers.
enum ForeignPatterns {
    /// A text in which they are replaced by what they are, as `[address]`.
    static func replaced(in text: String) -> String {
        var text = text
        text.replace(link, with: "[link]")
        text.replace(mail, with: "[mail address]")
        text.replace(identifier, with: "[id]")
        text.replace(versionFour, with: "[address]")
        text.replace(versionSix, with: "[address]")
        text.replace(host, with: "[host]")
        text.replace(path, with: "[path]")
        text.replace(token, with: "[id]")
        text.replace(variable, with: "[name]")
        return text
    }

    // Made for each use: a Regex may not be shared between threads.
    private static var link: Regex<Substring> { /[A-Za-z][A-Za-z0-9+.\-]*:\/\/[^\s<>"'）)\]]+/ }
    private static var mail: Regex<Substring> { /[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*/ }
    private static var identifier: Regex<Substring> {
        /[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}/
    }
    private static var versionFour: Regex<Substring> { /\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?:\/[0-9]{1,2})?(?::[0-9]{1,5})?\b/ }
    /// At least three groups, or an empty run: a time of day has two or three groups of decimals and no letters.
    private static var versionSix: Regex<Substring> {
        /(?:[0-9a-fA-F]{1,4}:){4,7}[0-9a-fA-F]{1,4}|(?:[0-9a-fA-F]{1,4}:){1,6}(?::[0-9a-fA-F]{1,4}){1,6}|::[0-9a-fA-F]{1,4}/
    }
    /// Names with two points or more, and those that end as machines within a house do.
    private static var host: Regex<Substring> {
        /\b(?:[A-Za-z0-9\-]+\.){2,}[A-Za-z]{2,}(?::[0-9]{1,5})?\b|\b[A-Za-z0-9\-]+\.(?:local|internal|lan|corp|svc|cluster|com|org|net|io|dev|example)(?::[0-9]{1,5})?\b|\blocalhost(?::[0-9]{1,5})?\b/
    }
    private static var path: Regex<Substring> { /(?:~|\.{1,2})?(?:\/[A-Za-z0-9._\-]+){2,}\/?/ }
    /// Long runs that mix letters and digits: identifiers, digests, keys.
    private static var token: Regex<Substring> { /\b(?=[A-Za-z0-9_\-]*[0-9])(?=[A-Za-z0-9_\-]*[A-Za-z])[A-Za-z0-9_\-]{20,}\b/ }
    /// `DATABASE_URL`: the name of a variable, a secret or a flag.
    private static var variable: Regex<Substring> { /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/ }
}
