/// Where a node stands in a pickle's graph.
typealias PickleIndex = Int32

/// A value while a pickle's program still runs. Nodes name each other by their index: lists and dictionaries are filled
/// after others have come to refer to them, and may come to hold themselves.
enum PickleNode {
    /// A value without parts.
    case plain(DecodedValue)
    /// A list, or what is one as data: a set.
    case list([PickleIndex])
    /// A tuple, or what is one as data: a frozen set. Calls share its items: nothing can be added.
    case tuple([PickleIndex])
    /// A dictionary: its keys and values one after the other.
    case dictionary([PickleIndex])
    /// The name of a class or function. Nothing is looked up under it.
    case global(String)
    /// What a class or function would have made.
    case made(PickleInstance)
}

/// A call that was not made: the name of what would have been called, what it would have been given, and what the
/// result would have been filled with.
struct PickleInstance {
    /// How it would have been made.
    enum Making {
        /// By calling a class or function: what comes of it is known only for those in the table of known ones.
        case call
        /// As an instance of a class, without its constructor.
        case instance
    }

    var name: String
    var making: Making
    /// What it would have been given.
    var arguments: [PickleIndex]
    /// What would have become its attributes.
    var state: [PickleIndex] = []
    /// What would have been appended to it.
    var items: [PickleIndex] = []
    /// What would have been set in it: keys and values one after the other.
    var pairs: [PickleIndex] = []
}
