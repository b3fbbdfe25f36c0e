internal import Basics

/// Why the timer holds something back.
public struct ClockHold: Sendable {
    /// Whether the machine was started anew since the last pass, so that what waits for a time has to wait too.
    public let isAfterRestart: Bool
    /// What is the matter, in a sentence.
    public let message: String
}

/// What is to be thought of the wall clock, by what was noted at the timer's last pass.
enum ClockJudgement {
    /// It is right, and there is nothing to note.
    case fine
    /// It is right: this reading is the one to measure by.
    case keep
    /// It is not to be believed yet. `isFirst`: this reading is the first since the machine was started anew.
    case hold(ClockHold, isFirst: Bool)

    /// A jump of less is not worth holding anything up for.
    private static let smallestJump = Duration.seconds(3600)
    /// For so long a clock that was put forward may be put right before it is believed.
    private static let patience = Duration.seconds(86_400)

    /// - Parameters:
    ///   - pass: the reading that was last believed; nil before the first pass.
    ///   - restart: the first reading after a restart at which the clock was not believed.
    ///   - lastRecorded: when the journal was last written.
    init(_ pass: ClockReading?, _ restart: ClockReading?, _ lastRecorded: Timestamp?, _ time: TimeSource) {
        guard let pass, time.uptime != nil else {
            self = .keep
            return
        }
        guard let witnessed = pass.witnessed(by: time) else {
            self.init(afterRestart: restart, since: pass, lastRecorded, time)
            return
        }
        let shift = pass.shift(by: time)
        if let shift, shift >= Self.smallestJump, witnessed < Self.patience {
            self = .hold(
                ClockHold(
                    isAfterRestart: false,
                    message: "THE CLOCK WAS PUT FORWARD by \(shift.rough) since \(pass.wall.formatted(fractionDigits: 0)): "
                        + "nothing is rotated by schedule or destroyed until it is right again, "
                        + Self.release(after: witnessed, time)),
                isFirst: false)
        } else {
            // Not at each pass: a timer that comes back every minute need not write every minute.
            self = witnessed >= .seconds(600) || shift != nil ? .keep : .fine
        }
    }

    /// After a restart of the machine no clock has gone on but the one on the wall. Where it shows far more than when it
    /// was last believed, the machine was off for so long or the clock is wrong; where it shows less than what was last
    /// written down, it was wrong then or is wrong now.
    private init(
        afterRestart first: ClockReading?, since pass: ClockReading, _ lastRecorded: Timestamp?, _ time: TimeSource
    ) {
        let latest = max(pass.wall, lastRecorded ?? pass.wall)
        let (ahead, behind) = (time.now - pass.wall, latest - time.now)
        let isBehind = behind >= ClockReading.smallestShift
        // The day is counted from the first pass after the restart.
        let witnessed = first?.witnessed(by: time)
        guard isBehind || ahead >= Self.smallestJump, witnessed ?? .zero < Self.patience else {
            self = .keep
            return
        }
        let what =
            isBehind
            ? "THE CLOCK WAS PUT BACK by \(behind.rough), or was wrong before: the last thing was recorded at "
                + latest.formatted(fractionDigits: 0)
            : "THE CLOCK MAY HAVE BEEN PUT FORWARD by \(ahead.rough) since \(pass.wall.formatted(fractionDigits: 0)), or "
                + "the machine was off for so long"
        self = .hold(
            ClockHold(
                isAfterRestart: true,
                message: "\(what) (it was started anew, and nothing else tells the time): nothing is rotated by schedule, "
                    + "retired or destroyed until 'firebreak tick --trust-clock' says that it is right, "
                    + Self.release(after: witnessed ?? .zero, time)),
            isFirst: witnessed == nil)
    }

    private static func release(after witnessed: Duration, _ time: TimeSource) -> String {
        "or it says \((time.now + (patience - witnessed)).formatted(fractionDigits: 0))"
    }

    var hold: ClockHold? { if case .hold(let hold, _) = self { hold } else { nil } }
    var isKept: Bool { if case .keep = self { true } else { false } }
    /// Whether this reading is the first since a restart of the machine.
    var isFirst: Bool { if case .hold(_, isFirst: true) = self { true } else { false } }
}
