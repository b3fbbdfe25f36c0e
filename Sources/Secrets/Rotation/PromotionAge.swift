internal import Basics
internal import State

/// For how long a version has been the current one.
enum PromotionAge: Sendable, Equatable {
    /// It is not yet.
    case notPromoted
    /// Nobody can tell: a clock was set since, or the machine was started anew, or is another one.
    case unknown
    /// So long, and no longer.
    case known(Duration)

    /// By the clocks that were noted at its promotion.
    init(_ promotion: ClockReading, by time: TimeSource) {
        let wall = time.now - promotion.wall
        // Where there is no other clock there is nothing to go by but the one on the wall.
        guard promotion.uptime != nil, time.uptime != nil else {
            self = .known(wall)
            return
        }
        guard let witnessed = promotion.witnessed(by: time), promotion.shift(by: time) == nil else {
            self = .unknown
            return
        }
        self = .known(min(wall, witnessed))
    }
}

extension RotationEngine {
    /// For how long the current version of a secret has been that, told by the rotation under way that brought it.
    func promotionAge(of secret: String) throws -> PromotionAge {
        guard let promotion = try database.read({ try RotationRows.open(secret, $0) })?.steps.promotedBy else {
            return .unknown
        }
        return PromotionAge(promotion, by: time)
    }
}
