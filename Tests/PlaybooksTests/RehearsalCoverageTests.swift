import Playbooks
import Testing

/// Every playbook that comes with firebreak is rehearsed.
@Suite("Every playbook is rehearsed")
struct RehearsalCoverageTests {
    /// All rehearsals; the thresholds' suites run `alerts`.
    static let rehearsed = Set(
        (FlowRunnerRehearsalTests.rehearsals + FlakeGuardRehearsalTests.rehearsals + FlowstateRehearsalTests.rehearsals
            + FlowAiRehearsalTests.rehearsals + AevonRehearsalTests.rehearsals).map(\.playbook)
    ).union(["flakeguard/alerts", "flowai/alerts"])

    @Test("each playbook in playbooks/ is run by a rehearsal", arguments: PlaybookLibrary(folders: [CoverageTests.package + "/playbooks"]).names())
    func isRehearsed(name: String) { #expect(Self.rehearsed.contains(name), "\(name) is run by no rehearsal") }
}
