// hiredis's reader, alike on 0.14 (Debian 12, Ubuntu 22.04) and 1.x (Debian 13, Ubuntu 24.04): its replies land one
// after the other in flat memory that is used again, and what a hostile server can claim is bounded.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <hiredis/hiredis.h>
#include <hiredis/read.h>

/// One element of a reply. The elements stand in the order in which they came: an array before its own.
typedef struct firebreak_redis_node {
    int64_t integer;
    /// Where its bytes stand, and how many they are.
    uint32_t offset;
    uint32_t length;
    /// How many elements an array has.
    uint32_t children;
    /// The index after its last descendant.
    uint32_t end;
    /// REDIS_REPLY_STATUS, _ERROR, _INTEGER, _NIL, _STRING or _ARRAY.
    uint32_t kind;
} firebreak_redis_node;

/// Why a reply was not taken.
typedef enum firebreak_redis_refusal {
    FIREBREAK_REDIS_TAKEN = 0,
    FIREBREAK_REDIS_TOO_LARGE,
    FIREBREAK_REDIS_TOO_DEEP,
    FIREBREAK_REDIS_NOT_RESP2,
    FIREBREAK_REDIS_NO_MEMORY,
} firebreak_redis_refusal;

typedef struct firebreak_redis_reply {
    firebreak_redis_node *nodes;
    uint8_t *bytes;
    uint32_t count;
    uint32_t capacity;
    size_t used;
    size_t room;
    uint32_t maximum_count;
    size_t maximum_bytes;
    firebreak_redis_refusal refusal;
} firebreak_redis_reply;

/// hiredis 0.14 cannot nest deeper, 1.x could.
#define FIREBREAK_REDIS_MAXIMUM_DEPTH 7
/// No status, error or number that Redis sends is longer.
#define FIREBREAK_REDIS_MAXIMUM_LINE (64 * 1024)

static inline firebreak_redis_reply *firebreak_redis_reply_create(uint32_t maximum_count, uint32_t maximum_bytes) {
    firebreak_redis_reply *reply = (firebreak_redis_reply *)calloc(1, sizeof *reply);
    if (reply == NULL) return NULL;
    reply->maximum_count = maximum_count;
    reply->maximum_bytes = maximum_bytes;
    return reply;
}

static inline void firebreak_redis_reply_free(firebreak_redis_reply *reply) {
    if (reply == NULL) return;
    free(reply->nodes);
    free(reply->bytes);
    free(reply);
}

/// Forgets the reply and keeps the memory, but not that of an unusually large one.
static inline void firebreak_redis_reply_clear(firebreak_redis_reply *reply) {
    if (reply->capacity > 65536) {
        free(reply->nodes);
        reply->nodes = NULL;
        reply->capacity = 0;
    }
    if (reply->room > ((size_t)4 << 20)) {
        free(reply->bytes);
        reply->bytes = NULL;
        reply->room = 0;
    }
    reply->count = 0;
    reply->used = 0;
    reply->refusal = FIREBREAK_REDIS_TAKEN;
}

/// What a callback returns to hiredis for an element: its index + 1, since NULL means that memory ran out.
static inline void *firebreak_redis_refuse(firebreak_redis_reply *reply, firebreak_redis_refusal reason) {
    if (reply->refusal == FIREBREAK_REDIS_TAKEN) reply->refusal = reason;
    return NULL;
}

static inline firebreak_redis_node *firebreak_redis_append(const redisReadTask *task, void **object) {
    firebreak_redis_reply *reply = (firebreak_redis_reply *)task->privdata;
    if (reply->count == reply->capacity) {
        if (reply->count >= reply->maximum_count) {
            *object = firebreak_redis_refuse(reply, FIREBREAK_REDIS_TOO_LARGE);
            return NULL;
        }
        uint32_t capacity = reply->capacity == 0 ? 256 : reply->capacity * 2;
        if (capacity > reply->maximum_count) capacity = reply->maximum_count;
        void *nodes = realloc(reply->nodes, capacity * sizeof *reply->nodes);
        if (nodes == NULL) {
            *object = firebreak_redis_refuse(reply, FIREBREAK_REDIS_NO_MEMORY);
            return NULL;
        }
        reply->nodes = (firebreak_redis_node *)nodes;
        reply->capacity = capacity;
    }
    uint32_t index = reply->count++;
    for (const redisReadTask *parent = task->parent; parent != NULL; parent = parent->parent)
        reply->nodes[(uintptr_t)parent->obj - 1].end = index + 1;
    firebreak_redis_node *node = &reply->nodes[index];
    memset(node, 0, sizeof *node);
    node->kind = (uint32_t)task->type;
    node->end = index + 1;
    *object = (void *)((uintptr_t)index + 1);
    return node;
}

static inline void *firebreak_redis_create_string(const redisReadTask *task, char *text, size_t length) {
    firebreak_redis_reply *reply = (firebreak_redis_reply *)task->privdata;
    if (task->type != REDIS_REPLY_STRING && task->type != REDIS_REPLY_STATUS && task->type != REDIS_REPLY_ERROR)
        return firebreak_redis_refuse(reply, FIREBREAK_REDIS_NOT_RESP2);
    if (length > reply->maximum_bytes - reply->used) return firebreak_redis_refuse(reply, FIREBREAK_REDIS_TOO_LARGE);
    if (length > reply->room - reply->used) {
        size_t room = reply->room * 2 < 16384 ? 16384 : reply->room * 2;
        if (room < reply->used + length) room = reply->used + length;
        void *bytes = realloc(reply->bytes, room);
        if (bytes == NULL) return firebreak_redis_refuse(reply, FIREBREAK_REDIS_NO_MEMORY);
        reply->bytes = (uint8_t *)bytes;
        reply->room = room;
    }
    void *object;
    firebreak_redis_node *node = firebreak_redis_append(task, &object);
    if (node == NULL) return NULL;
    if (length > 0) memcpy(reply->bytes + reply->used, text, length);
    node->offset = (uint32_t)reply->used;
    node->length = (uint32_t)length;
    reply->used += length;
    return object;
}

static inline void *firebreak_redis_create_array_of(const redisReadTask *task, size_t elements) {
    firebreak_redis_reply *reply = (firebreak_redis_reply *)task->privdata;
    if (task->type != REDIS_REPLY_ARRAY) return firebreak_redis_refuse(reply, FIREBREAK_REDIS_NOT_RESP2);
    // Nothing is set aside for what is only claimed.
    if (elements > reply->maximum_count) return firebreak_redis_refuse(reply, FIREBREAK_REDIS_TOO_LARGE);
    int depth = 1;
    for (const redisReadTask *parent = task->parent; parent != NULL; parent = parent->parent) depth++;
    if (depth > FIREBREAK_REDIS_MAXIMUM_DEPTH) return firebreak_redis_refuse(reply, FIREBREAK_REDIS_TOO_DEEP);
    void *object;
    firebreak_redis_node *node = firebreak_redis_append(task, &object);
    if (node != NULL) node->children = (uint32_t)elements;
    return object;
}

static inline void *firebreak_redis_create_integer(const redisReadTask *task, long long value) {
    void *object;
    firebreak_redis_node *node = firebreak_redis_append(task, &object);
    if (node != NULL) node->integer = value;
    return object;
}

static inline void *firebreak_redis_create_nil(const redisReadTask *task) {
    void *object;
    firebreak_redis_node *node = firebreak_redis_append(task, &object);
    if (node != NULL) node->kind = REDIS_REPLY_NIL;
    return object;
}

static inline void firebreak_redis_free_object(void *object) { (void)object; }

#if HIREDIS_MAJOR >= 1
static inline void *firebreak_redis_create_array(const redisReadTask *task, size_t elements) {
    return firebreak_redis_create_array_of(task, elements);
}
// RESP3, which is never asked for.
static inline void *firebreak_redis_create_double(const redisReadTask *task, double value, char *text, size_t length) {
    (void)value, (void)text, (void)length;
    return firebreak_redis_refuse((firebreak_redis_reply *)task->privdata, FIREBREAK_REDIS_NOT_RESP2);
}
static inline void *firebreak_redis_create_bool(const redisReadTask *task, int value) {
    (void)value;
    return firebreak_redis_refuse((firebreak_redis_reply *)task->privdata, FIREBREAK_REDIS_NOT_RESP2);
}
#else
static inline void *firebreak_redis_create_array(const redisReadTask *task, int elements) {
    firebreak_redis_reply *reply = (firebreak_redis_reply *)task->privdata;
    if (elements < 0) return firebreak_redis_refuse(reply, FIREBREAK_REDIS_TOO_LARGE);
    return firebreak_redis_create_array_of(task, (size_t)elements);
}
#endif

static inline redisReader *firebreak_redis_reader_create(void) {
    static redisReplyObjectFunctions functions = {
        .createString = firebreak_redis_create_string,
        .createArray = firebreak_redis_create_array,
        .createInteger = firebreak_redis_create_integer,
#if HIREDIS_MAJOR >= 1
        .createDouble = firebreak_redis_create_double,
        .createBool = firebreak_redis_create_bool,
#endif
        .createNil = firebreak_redis_create_nil,
        .freeObject = firebreak_redis_free_object,
    };
    return redisReaderCreateWithFunctions(&functions);
}

typedef enum firebreak_redis_progress {
    FIREBREAK_REDIS_MORE,
    FIREBREAK_REDIS_COMPLETE,
    FIREBREAK_REDIS_FAILED,
} firebreak_redis_progress;

/// Whether the element that is not yet complete can become one that is taken. Without this a server could have us
/// collect what it claims to send, or look through an ever longer line for its end again and again.
static inline bool firebreak_redis_can_complete(redisReader *reader, firebreak_redis_reply *reply) {
    if (reader->buf == NULL || reader->ridx < 0) return true;
    size_t waiting = reader->len - reader->pos;
#if HIREDIS_MAJOR >= 1
    int type = reader->task[reader->ridx]->type;
#else
    int type = reader->rstack[reader->ridx].type;
#endif
    if (type != REDIS_REPLY_STRING) return waiting <= FIREBREAK_REDIS_MAXIMUM_LINE;
    // $ has been read; what follows is the length: digits and the end of the line.
    const char *text = reader->buf + reader->pos;
    size_t length = 0;
    size_t digits = 0;
    while (digits < waiting && digits < 20 && text[digits] >= '0' && text[digits] <= '9')
        length = length * 10 + (size_t)(text[digits++] - '0');
    if (digits == waiting) return digits < 20;
    return digits < 20 && length <= reply->maximum_bytes - reply->used;
}

/// Goes on with a reply; `reply` must be the same until it is complete.
static inline firebreak_redis_progress firebreak_redis_read(redisReader *reader, firebreak_redis_reply *reply) {
    void *object = NULL;
    reader->privdata = reply;
    if (redisReaderGetReply(reader, &object) != REDIS_OK) {
        if (reply->refusal == FIREBREAK_REDIS_TAKEN)
            reply->refusal = reader->err == REDIS_ERR_OOM ? FIREBREAK_REDIS_NO_MEMORY : FIREBREAK_REDIS_NOT_RESP2;
        return FIREBREAK_REDIS_FAILED;
    }
    if (object != NULL) return FIREBREAK_REDIS_COMPLETE;
    if (firebreak_redis_can_complete(reader, reply)) return FIREBREAK_REDIS_MORE;
    reply->refusal = FIREBREAK_REDIS_TOO_LARGE;
    return FIREBREAK_REDIS_FAILED;
}
