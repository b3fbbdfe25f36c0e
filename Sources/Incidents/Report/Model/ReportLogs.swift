extension ImportedLogs {
    /// How much of the logs a report shows, for people.
    var sentence: String {
        let all = "\(ReportText.counted(rows, "row")) of logs \(rows == 1 ? "was" : "were") imported"
        guard shown < rows else { return all + "." }
        return all + ", of which \(ReportText.count(shown)) \(shown == 1 ? "is" : "are") shown: the first, the gravest and "
            + "the last between two other entries. All of them come with \u{201C}firebreak timeline export\u{201D}."
    }
}
