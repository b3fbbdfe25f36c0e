/// The version of firebreak (Semantic Versioning 2.0.0), as `--version` and the User-Agent name it.
public let firebreakVersion = "0.1.0"
