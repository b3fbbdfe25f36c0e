/// The table that `cached_db` reads when the cache has no session (django/contrib/sessions/backends/cached_db.py,
/// `load`). Its rows are encoded and signed by the project's settings, so the project itself has to find and delete them.
struct DjangoDatabase: Sendable {
    /// So many texts are written into the command; more users are read from standard input.
    private static let mostInline = 50

    /// Where users and roles stand in a session.
    let fields: SessionFields

    var fallback: SessionFallback {
        SessionFallback(reason: "the table django_session still has the sessions, and Django reads them from there") {
            remedy(for: $0)
        }
    }

    /// What to do in the project's folder. Where a command says all that was selected, it ends the text.
    private func remedy(for selector: SessionSelector) -> String {
        if selector.all && selector.keep.isEmpty {
            return "in the project's folder: \(Self.shell("S.get_model_class().objects.all().delete()"))"
        }
        guard selector.keep.isEmpty, selector.addresses.isEmpty, selector.created.isOpen, selector.lastSeen.isOpen
        else { return "delete the rows of the same sessions, whose session_key is the id in Redis" }
        var conditions = selector.matches.map { Self.holds(Self.value(FieldPath($0.field)), [$0.value]) }
        if let role = selector.role {
            conditions.append(
                "(" + fields.role.map { Self.holds(Self.value($0), [role]) }.joined(separator: " or ") + ")")
        }
        guard selector.users.count <= Self.mostInline else {
            conditions.append("has(\(principal), *users)")
            let command = Self.shell(
                "import sys; users = sys.stdin.read().splitlines(); \(Self.deleting(conditions)) ")
            return "in the project's folder, with the users in a file, one a line: \(command) < FILE"
        }
        if !selector.users.isEmpty { conditions.append(Self.holds(principal, selector.users)) }
        return "in the project's folder: \(Self.shell(Self.deleting(conditions)))"
    }

    // MARK: - Python

    /// `manage.py shell -c`, with names for what the code needs. There is no single quote in it.
    private static func shell(_ code: String) -> String {
        "python manage.py shell -c 'from functools import reduce; from importlib import import_module; "
            + "from django.conf import settings; S = import_module(settings.SESSION_ENGINE).SessionStore; "
            + "at = lambda d, *path: reduce(lambda v, k: v.get(k) if isinstance(v, dict) else None, path, d); "
            + "has = lambda v, *texts: any(str(x) in texts for x in (v if isinstance(v, list) else [v]) "
            + "if x is not None); \(code)'"
    }

    /// `delete` takes the session from the cache too. Nothing is deleted before every row was read.
    private static func deleting(_ conditions: [String]) -> String {
        "[S().delete(r.session_key) for r in [r for r in S.get_model_class().objects.iterator() "
            + "for d in [S().decode(r.session_data)] if \(conditions.joined(separator: " and "))]]"
    }

    /// The first of the user's paths that leads somewhere.
    private var principal: String {
        let values = fields.user.map(Self.value)
        if values.count == 1, let value = values.first { return value }
        return "next((v for v in [\(values.joined(separator: ", "))] if v not in (None, \"\")), None)"
    }

    private static func value(_ path: FieldPath) -> String {
        "at(d, \(path.steps.map(PythonText.literal).joined(separator: ", ")))"
    }

    private static func holds(_ value: String, _ texts: [String]) -> String {
        "has(\(value), \(texts.map(PythonText.literal).joined(separator: ", ")))"
    }
}
