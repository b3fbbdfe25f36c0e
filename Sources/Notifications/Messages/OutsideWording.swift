/// Standing sentences for people outside: they depend on the event and the audience alone, so that nothing internal can
/// be in them.
struct OutsideWording {
    let headline: String
    let summary: String

    init(_ event: MessageEvent, _ audience: Audience) {
        headline =
            switch event {
            case .opened: "We are investigating a security incident"
            case .updated: "Update on the security incident"
            case .contained: "The security incident is contained"
            case .rotated: "Credentials have been renewed"
            case .resolved: "The security incident is resolved"
            case .reportReady: "The review of the security incident is complete"
            case .rotationOverdue, .rotationParked, .rotationRecovered: "Maintenance of credentials"
            }
        let sentence =
            switch event {
            case .opened: "We have noticed a security incident and our team is working on it."
            case .updated: "Our team continues to work on the incident."
            case .contained: "The cause has been stopped. We are checking that everything is as it should be."
            case .rotated: "As a precaution we have renewed credentials that our systems use."
            case .resolved: "The incident is over and our systems are working as they should."
            case .reportReady: "Our review of the incident is complete."
            case .rotationOverdue, .rotationParked, .rotationRecovered:
                "We are maintaining credentials that our systems use."
            }
        summary = [sentence, Self.advice(event, audience)].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// What it means for them.
    private static func advice(_ event: MessageEvent, _ audience: Audience) -> String {
        switch (event, audience) {
        case (.opened, _), (.updated, _): "We will let you know as soon as there is more to say."
        case (.contained, .customers), (.rotated, .customers), (.resolved, .customers):
            "You may be asked to sign in again."
        case (.contained, .partners), (.rotated, .partners), (.resolved, .partners):
            "If requests between our systems are refused, please load the credentials that we share anew, or contact us."
        case (.reportReady, .customers), (.reportReady, .partners): "Please contact us if you would like to know more."
        default: ""
        }
    }
}
