internal import Basics

/// What the wall clock and the clock that nobody sets said at a moment. Together they tell afterwards how much time has
/// really passed, whatever somebody did to the wall clock meanwhile. Stored as JSON.
struct ClockReading: Codable, Sendable {
    let wall: Timestamp
    let uptime: Uptime?

    init(wall: Timestamp, uptime: Uptime?) {
        self.wall = wall
        self.uptime = uptime
    }

    init(_ time: TimeSource) {
        wall = time.now
        uptime = time.uptime
    }

    /// How much time has passed since, by the clock that nobody sets; nil where the machine was started anew meanwhile.
    func witnessed(by time: TimeSource) -> Duration? {
        guard let uptime, let now = time.uptime, now.boot == uptime.boot, now.microseconds >= uptime.microseconds
        else { return nil }
        return .microseconds(now.microseconds - uptime.microseconds)
    }

    /// How much time has passed since; after a restart of the machine, what the wall clock says.
    func passed(by time: TimeSource) -> Duration { witnessed(by: time) ?? time.now - wall }

    /// By how much the wall clock was put forward since or, below zero, back; nil where it was not, or nobody can tell.
    func shift(by time: TimeSource) -> Duration? {
        guard let witnessed = witnessed(by: time) else { return nil }
        let shift = time.now - wall - witnessed
        let size = shift < .zero ? .zero - shift : shift
        return size > max(Self.smallestShift, witnessed / 500) ? shift : nil
    }

    /// What is less is put down to clocks being kept right: NTP runs them up to 500 ppm fast or slow.
    static let smallestShift = Duration.seconds(60)
}

extension Rotation {
    /// Has the next step wait, by whichever clock is to be believed then.
    mutating func wait(until instant: Timestamp, _ time: TimeSource) {
        nextStepAt = instant
        steps.waitsSince = ClockReading(time)
    }

    /// How much of the waiting is left. A wall clock that is put forward shortens it by nothing, and one that is put back
    /// makes it no longer, unless the machine was started anew meanwhile.
    func timeLeft(_ time: TimeSource) -> Duration {
        guard let nextStepAt else { return .zero }
        let now = time.now
        guard let since = steps.waitsSince, let witnessed = since.witnessed(by: time) else {
            return max(.zero, nextStepAt - now)
        }
        let whole = nextStepAt - since.wall
        // Twice what NTP runs a clock fast or slow, and the rounding of what is stored.
        let slack = whole / 1000 + .milliseconds(10)
        return max(.zero, whole - witnessed + (nextStepAt <= now ? .zero - slack : slack))
    }

    /// Whether time allows the next step.
    func isDue(_ time: TimeSource) -> Bool { timeLeft(time) <= .zero }

    /// Whether the waiting began before the machine was started anew, so that only the wall clock tells its end.
    func waitsSinceBeforeRestart(_ time: TimeSource) -> Bool {
        guard nextStepAt != nil, let since = steps.waitsSince, since.uptime != nil, time.uptime != nil else { return false }
        return since.witnessed(by: time) == nil
    }

    /// When the next step is due by the wall clock as it is now.
    func expectedNextStep(_ time: TimeSource) -> Timestamp? {
        guard nextStepAt != nil, steps.waitsSince?.shift(by: time) != nil else { return nextStepAt }
        return time.now + timeLeft(time)
    }

    /// What was done to the wall clock while the next step was waited for; nil where nothing was.
    func clockRemark(_ time: TimeSource) -> String? {
        guard !state.isFinished, nextStepAt != nil, let since = steps.waitsSince, let shift = since.shift(by: time)
        else { return nil }
        let size = (shift < .zero ? .zero - shift : shift).rough
        let until = expectedNextStep(time).map { ", until \($0.formatted(fractionDigits: 0))" } ?? ""
        return "THE CLOCK WAS PUT \(shift < .zero ? "BACK" : "FORWARD") by \(size) since "
            + "\(since.wall.formatted(fractionDigits: 0)): the wait goes by the time that has really passed\(until)"
    }
}
