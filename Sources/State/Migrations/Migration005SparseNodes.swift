extension Migration {
    /// Of the hashes above the journal's leaves every fourth level is kept: the others are made again from the sixteen
    /// below them, which takes less time than keeping fifteen times as many rows.
    static let sparseNodes = Migration(
        number: 5, name: "sparse nodes", statements: ["DELETE FROM journal_nodes WHERE level % 4 <> 0"])
}
