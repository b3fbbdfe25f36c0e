extension Migration {
    /// What the clocks said, so that a wall clock that was put forward or back is noticed.
    static let clock = Migration(
        number: 8, name: "clock",
        statements: [
            // `reading` is JSON: the wall clock, and how long which start of the machine had been up.
            """
            CREATE TABLE clock_readings (
                name TEXT PRIMARY KEY,
                reading TEXT NOT NULL
            )
            """
        ])
}
