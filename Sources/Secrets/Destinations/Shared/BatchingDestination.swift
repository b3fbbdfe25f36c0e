/// A destination that may share its place with others, as keys of one file do: they are read, checked and written
/// together, the place once for all of them. What happens to each is what would happen to it alone: one that cannot be
/// read or written does not keep the others from it.
///
/// A write is one replacement of the place.
protocol BatchingDestination: Destination {
    /// The same for destinations of this type that are read and written in one step.
    var batchPlace: String { get }

    /// What `read` would give for each, seen at one instant.
    static func readTogether(_ destinations: [Self]) -> [Result<DestinationValues, any Error>]
    /// Why `check` would refuse each change; nil where it would not.
    static func checkTogether(_ changes: [DestinationWrite<Self>]) -> [(any Error)?]
    /// Writes in one step, durably; why each was not written, nil where it was. One that holds something else than
    /// expected gets an error of status busy, and the others are written.
    static func writeTogether(_ writes: [DestinationWrite<Self>]) -> [(any Error)?]
}

/// A write at one of several destinations.
struct DestinationWrite<Place> {
    let destination: Place
    let change: DestinationChange
    /// What it must hold for the change to be made.
    let expected: DestinationValues
}
