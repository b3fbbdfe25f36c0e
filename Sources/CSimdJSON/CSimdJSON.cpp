#include "CSimdJSON.h"

// Without exceptions each call of simdjson gives back an error code; none of them can throw across C.
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <type_traits>
#include <vector>

namespace dom = simdjson::dom;

// A document is read through values that are copied to C and back byte by byte: simdjson's own are a pointer to the
// document and an index into it.
template <typename T> static csimdjson_value to_c(const T &value) noexcept {
    static_assert(sizeof(T) == sizeof(csimdjson_value), "simdjson's elements have another size than expected");
    static_assert(std::is_trivially_copyable<T>::value, "simdjson's elements cannot be copied byte by byte");
    csimdjson_value result;
    std::memcpy(&result, &value, sizeof result);
    return result;
}

template <typename T> static T from_c(const csimdjson_value &value) noexcept {
    static_assert(sizeof(T) == sizeof(csimdjson_value), "simdjson's elements have another size than expected");
    T result;
    std::memcpy(static_cast<void *>(&result), &value, sizeof result);
    return result;
}

// Memory for texts that are made while a document is visited; it is all given back at once, and never moves before.
class text_arena {
    static constexpr size_t block_size = 64 << 10;
    std::vector<std::unique_ptr<char[]>> blocks;
    char *next = nullptr;
    size_t left = 0;

public:
    // Keeps one block of the usual size.
    void clear() noexcept {
        if (blocks.empty()) return;
        blocks.resize(1);
        next = blocks[0].get();
        left = block_size;
    }

    // NULL where there is no memory.
    char *take(size_t count) noexcept {
        if (count > left) {
            bool is_usual = count <= block_size;
            char *block = new (std::nothrow) char[is_usual ? block_size : count];
            if (!block) return nullptr;
            // The first block is the one that is kept.
            if (blocks.empty() && !is_usual) blocks.emplace_back(new (std::nothrow) char[block_size]);
            blocks.emplace_back(block);
            if (!is_usual) return block;
            next = block;
            left = block_size;
        }
        char *result = next;
        next += count;
        left -= count;
        return result;
    }
};

struct csimdjson_parser {
    text_arena texts;
    dom::parser parser;
    size_t max_depth;
    uint8_t *buffer;
    size_t buffer_size;

    explicit csimdjson_parser(size_t depth) noexcept : max_depth(depth), buffer(nullptr), buffer_size(0) {}
    ~csimdjson_parser() { std::free(buffer); }
    csimdjson_parser(const csimdjson_parser &) = delete;
    csimdjson_parser &operator=(const csimdjson_parser &) = delete;

    // Grows in powers of two, so that documents of slowly rising length do not each cost an allocation.
    bool reserve(size_t count) noexcept {
        if (count > SIZE_MAX / 4) return false;
        size_t wanted = 4096;
        while (wanted < count + simdjson::SIMDJSON_PADDING) wanted *= 2;
        if (wanted <= buffer_size) return true;
        std::free(buffer);
        buffer = static_cast<uint8_t *>(std::calloc(wanted, 1));
        buffer_size = buffer ? wanted : 0;
        return buffer != nullptr;
    }
};

static csimdjson_status status_of(simdjson::error_code error) noexcept {
    switch (error) {
    case simdjson::SUCCESS: return CSIMDJSON_OK;
    case simdjson::EMPTY: return CSIMDJSON_EMPTY;
    case simdjson::UTF8_ERROR: return CSIMDJSON_NOT_UTF8;
    case simdjson::DEPTH_ERROR: return CSIMDJSON_TOO_DEEP;
    case simdjson::CAPACITY: return CSIMDJSON_TOO_LARGE;
    case simdjson::MEMALLOC: return CSIMDJSON_NO_MEMORY;
    case simdjson::NUMBER_ERROR: return CSIMDJSON_NUMBER;
    default: return CSIMDJSON_SYNTAX;
    }
}

// The buffer must already hold the text.
static csimdjson_status parse_buffer(csimdjson_parser *self, size_t count, csimdjson_value *root) noexcept {
    size_t capacity = self->buffer_size - simdjson::SIMDJSON_PADDING;
    if (self->parser.capacity() < capacity || self->parser.max_depth() != self->max_depth) {
        simdjson::error_code error = self->parser.allocate(capacity, self->max_depth);
        if (error != simdjson::SUCCESS) return status_of(error);
    }
    dom::element element;
    simdjson::error_code error = self->parser.parse(self->buffer, count, false).get(element);
    if (error != simdjson::SUCCESS) return status_of(error);
    *root = to_c(element);
    return CSIMDJSON_OK;
}

static bool is_digit(uint8_t byte) noexcept { return byte >= '0' && byte <= '9'; }

// Whether simdjson refuses a whole number for its size: below -2^63, or from 2^64.
static bool is_beyond_64_bits(const uint8_t *digits, size_t count, bool is_negative) noexcept {
    const char *most = is_negative ? "9223372036854775808" : "18446744073709551615";
    size_t length = std::strlen(most);
    return count > length || (count == length && std::memcmp(digits, most, count) > 0);
}

// simdjson refuses whole numbers beyond 64 bits. Copies the text into the buffer with ".0" after each of them, which
// makes it a double. Returns the new length, or 0 where there is no such number.
static size_t widen_long_integers(csimdjson_parser *self, const uint8_t *text, size_t count) noexcept {
    const size_t shortest = 19;  // 2^63 has nineteen digits
    // Each such number and what separates it from the next takes at least twenty bytes and grows by two.
    if (!self->reserve(count + count / shortest * 2 + 2)) return 0;
    uint8_t *out = self->buffer;
    size_t length = 0;
    bool widened = false, in_string = false;
    for (size_t i = 0; i < count;) {
        uint8_t byte = text[i];
        if (in_string || !is_digit(byte)) {
            if (in_string && byte == '\\' && i + 1 < count) out[length++] = text[i++];
            else if (byte == '"') in_string = !in_string;
            out[length++] = text[i++];
            continue;
        }
        size_t end = i;
        while (end < count && is_digit(text[end])) end++;
        std::memcpy(out + length, text + i, end - i);
        length += end - i;
        // Digits after a point or an exponent stand in a double already.
        uint8_t before = i > 0 ? text[i - 1] : 0;
        bool is_negative = before == '-';
        if (before == '-' || before == '+') before = i > 1 ? text[i - 2] : 0;
        uint8_t after = end < count ? text[end] : 0;
        bool is_part = before == '.' || before == 'e' || before == 'E' || after == '.' || after == 'e' || after == 'E';
        if (!is_part && is_beyond_64_bits(text + i, end - i, is_negative)) {
            out[length++] = '.';
            out[length++] = '0';
            widened = true;
        }
        i = end;
    }
    return widened ? length : 0;
}

// Lists the leaves of an object.
class leaf_list {
    // Beyond this an object is shown as a whole.
    static constexpr int max_nesting = 8;

    csimdjson_parser *self;
    csimdjson_leaf *leaves;
    size_t room;

    csimdjson_text keep(const char *bytes, size_t count) noexcept {
        char *copy = self->texts.take(count);
        if (!copy) return {"", 0};
        std::memcpy(copy, bytes, count);
        return {copy, count};
    }

    csimdjson_text join(std::string_view prefix, std::string_view key) noexcept {
        size_t count = prefix.size() + 1 + key.size();
        char *path = self->texts.take(count);
        if (!path) return {"", 0};
        std::memcpy(path, prefix.data(), prefix.size());
        path[prefix.size()] = '.';
        std::memcpy(path + prefix.size() + 1, key.data(), key.size());
        return {path, count};
    }

    template <typename Number> csimdjson_text digits(Number number) noexcept {
        char buffer[32];
        auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
        return keep(buffer, static_cast<size_t>(end - buffer));
    }

    void describe(dom::element value, csimdjson_leaf &leaf) noexcept {
        leaf.text = {"", 0};
        leaf.integer = 0;
        switch (value.type()) {
        case dom::element_type::STRING: {
            std::string_view text;
            if (value.get(text) == simdjson::SUCCESS) leaf.text = {text.data(), text.size()};
            leaf.kind = CSIMDJSON_STRING;
            return;
        }
        case dom::element_type::INT64:
            if (value.get(leaf.integer) == simdjson::SUCCESS) leaf.text = digits(leaf.integer);
            leaf.kind = CSIMDJSON_INTEGER;
            return;
        case dom::element_type::UINT64: {
            uint64_t number = 0;
            if (value.get(number) == simdjson::SUCCESS) leaf.text = digits(number);
            leaf.kind = CSIMDJSON_DOUBLE;
            return;
        }
        case dom::element_type::DOUBLE: {
            double number = 0;
            if (value.get(number) == simdjson::SUCCESS) leaf.text = digits(number);
            leaf.kind = CSIMDJSON_DOUBLE;
            return;
        }
        case dom::element_type::BOOL: {
            bool flag = false;
            leaf.text = value.get(flag) == simdjson::SUCCESS && flag ? csimdjson_text{"true", 4}
                                                                     : csimdjson_text{"false", 5};
            leaf.kind = CSIMDJSON_BOOL;
            return;
        }
        case dom::element_type::NULL_VALUE: leaf.kind = CSIMDJSON_NULL; return;
        default: {
            std::string text = simdjson::minify(value);
            leaf.text = keep(text.data(), text.size());
            leaf.kind = value.is_array() ? CSIMDJSON_ARRAY : CSIMDJSON_OBJECT;
        }
        }
    }

public:
    size_t count = 0;

    leaf_list(csimdjson_parser *parser, csimdjson_leaf *leaves, size_t room) noexcept
        : self(parser), leaves(leaves), room(room) {}

    void visit(dom::object object, csimdjson_text prefix, int nesting) noexcept {
        for (auto iterator = object.begin(), end = object.end(); iterator != end; ++iterator) {
            std::string_view key = iterator.key();
            dom::element value = iterator.value();
            csimdjson_text path = nesting == 0 ? csimdjson_text{key.data(), key.size()}
                : count < room                 ? join({prefix.bytes, prefix.count}, key)
                                               : csimdjson_text{"", 0};
            dom::object inner;
            if (nesting < max_nesting && value.get(inner) == simdjson::SUCCESS) {
                visit(inner, path, nesting + 1);
                continue;
            }
            if (count < room) {
                leaves[count].path = path;
                describe(value, leaves[count]);
            }
            count++;
        }
    }
};

// Parses bytes where they are; they must be followed by the padding that simdjson wants.
static csimdjson_status parse_in_place(
    csimdjson_parser *self, const void *bytes, size_t count, csimdjson_value *root) noexcept {
    if (self->parser.capacity() < count || self->parser.max_depth() != self->max_depth) {
        size_t capacity = 4096;
        while (capacity < count) capacity *= 2;
        simdjson::error_code error = self->parser.allocate(capacity, self->max_depth);
        if (error != simdjson::SUCCESS) return status_of(error);
    }
    dom::element element;
    simdjson::error_code error =
        self->parser.parse(static_cast<const uint8_t *>(bytes), count, false).get(element);
    if (error != simdjson::SUCCESS) return status_of(error);
    *root = to_c(element);
    return CSIMDJSON_OK;
}

extern "C" {

csimdjson_parser *csimdjson_parser_create(size_t max_depth) { return new (std::nothrow) csimdjson_parser(max_depth); }

void csimdjson_parser_destroy(csimdjson_parser *parser) { delete parser; }

csimdjson_status csimdjson_parse(csimdjson_parser *parser, const void *bytes, size_t count, csimdjson_value *root) {
    if (count == 0) return CSIMDJSON_EMPTY;
    if (!parser->reserve(count)) return CSIMDJSON_NO_MEMORY;
    std::memcpy(parser->buffer, bytes, count);
    csimdjson_status status = parse_buffer(parser, count, root);
    // Later versions have an error of their own for this, which is no NUMBER_ERROR.
    if (status != CSIMDJSON_NUMBER && status != CSIMDJSON_SYNTAX) return status;
    size_t widened = widen_long_integers(parser, static_cast<const uint8_t *>(bytes), count);
    return widened ? parse_buffer(parser, widened, root) : status;
}

size_t csimdjson_parser_capacity(const csimdjson_parser *parser) {
    size_t capacity = parser->parser.capacity();
    return capacity > parser->buffer_size ? capacity : parser->buffer_size;
}

csimdjson_kind csimdjson_kind_of(csimdjson_value value) {
    switch (from_c<dom::element>(value).type()) {
    case dom::element_type::ARRAY: return CSIMDJSON_ARRAY;
    case dom::element_type::OBJECT: return CSIMDJSON_OBJECT;
    case dom::element_type::INT64: return CSIMDJSON_INTEGER;
    case dom::element_type::UINT64: return CSIMDJSON_DOUBLE;
    case dom::element_type::DOUBLE: return CSIMDJSON_DOUBLE;
    case dom::element_type::STRING: return CSIMDJSON_STRING;
    case dom::element_type::BOOL: return CSIMDJSON_BOOL;
    default: return CSIMDJSON_NULL;
    }
}

bool csimdjson_bool(csimdjson_value value) {
    bool result = false;
    return from_c<dom::element>(value).get(result) == simdjson::SUCCESS && result;
}

int64_t csimdjson_integer(csimdjson_value value) {
    int64_t result = 0;
    return from_c<dom::element>(value).get(result) == simdjson::SUCCESS ? result : 0;
}

double csimdjson_double(csimdjson_value value) {
    double result = 0;
    return from_c<dom::element>(value).get(result) == simdjson::SUCCESS ? result : 0;
}

bool csimdjson_unsigned(csimdjson_value value, uint64_t *number) {
    dom::element element = from_c<dom::element>(value);
    return element.type() == dom::element_type::UINT64 && element.get(*number) == simdjson::SUCCESS;
}

csimdjson_text csimdjson_string(csimdjson_value value) {
    std::string_view text;
    if (from_c<dom::element>(value).get(text) != simdjson::SUCCESS) return {"", 0};
    return {text.data(), text.size()};
}

csimdjson_members csimdjson_items(csimdjson_value value) {
    dom::array array;
    if (from_c<dom::element>(value).get(array) != simdjson::SUCCESS) return {value, value};
    return {to_c(array.begin()), to_c(array.end())};
}

bool csimdjson_next_item(csimdjson_members *members, csimdjson_value *value) {
    if (members->next.index >= members->end.index) return false;
    auto iterator = from_c<dom::array::iterator>(members->next);
    *value = to_c(*iterator);
    ++iterator;
    members->next = to_c(iterator);
    return true;
}

csimdjson_members csimdjson_fields(csimdjson_value value) {
    dom::object object;
    if (from_c<dom::element>(value).get(object) != simdjson::SUCCESS) return {value, value};
    return {to_c(object.begin()), to_c(object.end())};
}

bool csimdjson_next_field(csimdjson_members *members, csimdjson_text *key, csimdjson_value *value) {
    if (members->next.index >= members->end.index) return false;
    auto iterator = from_c<dom::object::iterator>(members->next);
    std::string_view name = iterator.key();
    *key = {name.data(), name.size()};
    *value = to_c(iterator.value());
    ++iterator;
    members->next = to_c(iterator);
    return true;
}

bool csimdjson_find(csimdjson_value value, const char *key, size_t count, csimdjson_value *found) {
    dom::object object;
    if (from_c<dom::element>(value).get(object) != simdjson::SUCCESS) return false;
    bool was_found = false;
    for (auto iterator = object.begin(), end = object.end(); iterator != end; ++iterator) {
        std::string_view name = iterator.key();
        if (name.size() != count || std::memcmp(name.data(), key, count) != 0) continue;
        *found = to_c(iterator.value());
        was_found = true;
    }
    return was_found;
}

csimdjson_status csimdjson_leaves(
    csimdjson_parser *parser, const void *bytes, size_t length, bool padded, csimdjson_leaf *leaves, size_t room,
    size_t *count) {
    *count = 0;
    if (length == 0) return CSIMDJSON_EMPTY;
    csimdjson_value root;
    csimdjson_status status = padded ? parse_in_place(parser, bytes, length, &root) : CSIMDJSON_SYNTAX;
    // Copies, and takes whole numbers beyond 64 bits.
    if (status == CSIMDJSON_SYNTAX || status == CSIMDJSON_NUMBER) {
        // What does not begin as an object is not worth a second look.
        const char *first = static_cast<const char *>(bytes), *end = first + length;
        while (first < end && (*first == ' ' || *first == '\t' || *first == '\r' || *first == '\n')) first++;
        if (first == end || *first != '{') return CSIMDJSON_SYNTAX;
        status = csimdjson_parse(parser, bytes, length, &root);
    }
    if (status != CSIMDJSON_OK) return status;
    dom::object object;
    if (from_c<dom::element>(root).get(object) != simdjson::SUCCESS) return CSIMDJSON_SYNTAX;
    parser->texts.clear();
    leaf_list list(parser, leaves, room);
    list.visit(object, {"", 0}, 0);
    *count = list.count;
    return CSIMDJSON_OK;
}

}  // extern "C"
