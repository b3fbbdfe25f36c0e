public import Basics
internal import Files
internal import Incidents
internal import Redis
internal import Sessions

/// Somebody stopped the drill before its end.
struct DrillStopped: Failure {
    let message = "the drill was stopped before its end"
    let hint: String? = "its server and its folder are gone; run it again for a report"
    let status = ExitStatus.partial
}

/// Rehearses a credential compromise, end to end, with the operations that a real one uses, on a private stage.
public struct Drill: Sendable {
    /// What is told while it runs.
    public enum Step: Sendable {
        /// Something is under way.
        case progress(String)
        /// Something was done.
        case done(String)
        /// A check failed.
        case failed(String)
    }

    let sessions: Int
    let watch: Duration
    let output: String
    let actor: String
    let time: TimeSource
    let isCancelled: @Sendable () -> Bool

    /// - Parameters:
    ///   - sessions: how many to fill in.
    ///   - watch: how long to look for sessions that come back.
    ///   - output: the folder for the four files; made where there is none.
    public init(
        sessions: Int, watch: Duration, output: String, actor: String, time: TimeSource = .system,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.sessions = sessions
        self.watch = watch
        self.output = output
        self.actor = actor
        self.time = time
        self.isCancelled = isCancelled
    }

    /// Plays the drill. The stage is taken down whatever happens.
    public func run(_ tell: @escaping @Sendable (Step) -> Void) throws -> DrillReceipt {
        let folder = try DrillOutput(output)
        let stageFolder = try TemporaryDirectory(prefix: "firebreak-drill")
        let scene = try DrillScene(directory: stageFolder.path)
        let result: Result<DrillReceipt, any Error>
        do {
            var play = try DrillPlay(drill: self, scene: scene, output: folder, tell: tell)
            result = .success(try play.perform())
        } catch {
            result = .failure(error)
        }
        scene.close()
        return try result.get()
    }
}
