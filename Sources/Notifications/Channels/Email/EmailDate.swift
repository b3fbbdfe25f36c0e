internal import Basics

extension Timestamp {
    /// `Sat, 21 Nov 2026 03:04:05 +0000` (RFC 5322 §3.3).
    var mailDate: String {
        let text = formatted(fractionDigits: 0)
        let parts = text.split { "-T:Z".contains($0) }.map(String.init)
        guard parts.count == 6, let month = Int(parts[1]), (1...12).contains(month) else { return text }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        // The first of January 1970 was a Thursday.
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let seconds = microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000
        let number = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let day = days[Int(((number % 7) + 7) % 7)]
        return "\(day), \(parts[2]) \(months[month - 1]) \(parts[0]) \(parts[3]):\(parts[4]):\(parts[5]) +0000"
    }
}
