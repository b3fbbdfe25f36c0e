// simdjson's DOM as C: a parser, and small values that point into the document it parsed last. Built with simdjson
// 1.0 (Ubuntu 22.04) to 3.x. Nothing here throws; a parser and its values belong to one thread at a time.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct csimdjson_parser csimdjson_parser;

typedef enum csimdjson_status {
    CSIMDJSON_OK = 0,
    CSIMDJSON_EMPTY,
    CSIMDJSON_SYNTAX,
    CSIMDJSON_NOT_UTF8,
    CSIMDJSON_TOO_DEEP,
    CSIMDJSON_TOO_LARGE,
    CSIMDJSON_NUMBER,
    CSIMDJSON_NO_MEMORY
} csimdjson_status;

typedef enum csimdjson_kind {
    CSIMDJSON_NULL = 0,
    CSIMDJSON_BOOL,
    CSIMDJSON_INTEGER,
    CSIMDJSON_DOUBLE,
    CSIMDJSON_STRING,
    CSIMDJSON_ARRAY,
    CSIMDJSON_OBJECT
} csimdjson_kind;

/// A place in the parsed document. Valid until the parser parses again or is destroyed.
typedef struct csimdjson_value {
    const void *document;
    size_t index;
} csimdjson_value;

/// Bytes of UTF-8 inside the document, not ended by a NUL that could be relied on: they may contain one.
typedef struct csimdjson_text {
    const char *bytes;
    size_t count;
} csimdjson_text;

/// What is still to be visited of an array or an object.
typedef struct csimdjson_members {
    csimdjson_value next;
    csimdjson_value end;
} csimdjson_members;

/// NULL where there is no memory. Documents nested deeper than `max_depth` arrays and objects may be refused.
csimdjson_parser *csimdjson_parser_create(size_t max_depth);
void csimdjson_parser_destroy(csimdjson_parser *parser);

/// Copies the bytes and parses them. On success `root` is the document's value. A whole number that does not fit
/// 64 bits is read as a double; one too large for that is CSIMDJSON_NUMBER.
csimdjson_status csimdjson_parse(csimdjson_parser *parser, const void *bytes, size_t count, csimdjson_value *root);

/// How many bytes of input the parser's buffers are made for; they take about fifteen times as much memory.
size_t csimdjson_parser_capacity(const csimdjson_parser *parser);

/// A whole number that fits uint64_t but not int64_t is a CSIMDJSON_DOUBLE.
csimdjson_kind csimdjson_kind_of(csimdjson_value value);
/// Each of these gives 0, false or nothing where the value is of another kind.
bool csimdjson_bool(csimdjson_value value);
int64_t csimdjson_integer(csimdjson_value value);
double csimdjson_double(csimdjson_value value);
csimdjson_text csimdjson_string(csimdjson_value value);
/// A whole number that fits uint64_t but not int64_t; false for any other value.
bool csimdjson_unsigned(csimdjson_value value, uint64_t *number);

/// The items of an array; nothing for other kinds.
csimdjson_members csimdjson_items(csimdjson_value array);
bool csimdjson_next_item(csimdjson_members *members, csimdjson_value *value);

/// The members of an object, in their order, duplicate keys included; nothing for other kinds.
csimdjson_members csimdjson_fields(csimdjson_value object);
bool csimdjson_next_field(csimdjson_members *members, csimdjson_text *key, csimdjson_value *value);

/// The last member of that name, as JavaScript's JSON.parse takes it.
bool csimdjson_find(csimdjson_value object, const char *key, size_t count, csimdjson_value *found);

/// A value that is no object, with the way to it from the document's top.
typedef struct csimdjson_leaf {
    /// The keys with dots between them.
    csimdjson_text path;
    /// The string; what JSON writes for any other kind, whole arrays included. Empty for null.
    csimdjson_text text;
    /// The value of a CSIMDJSON_INTEGER.
    int64_t integer;
    csimdjson_kind kind;
} csimdjson_leaf;

/// Parses the bytes and lists what stands in the object that they are: at most `room` leaves; `count` is how many there
/// are, which may be more. Objects inside more than eight others, and arrays, are one leaf each. Where `padded`, the
/// bytes are read where they are and 64 readable bytes must follow them. All is valid until the parser parses again.
/// CSIMDJSON_SYNTAX where the document is no object.
csimdjson_status csimdjson_leaves(
    csimdjson_parser *parser, const void *bytes, size_t length, bool padded, csimdjson_leaf *leaves, size_t room,
    size_t *count);

#ifdef __cplusplus
}
#endif
