/* The least that a client can do: SCAN, and for each page MGET or UNLINK, the replies looked at no further than the keys
 * must be. What firebreak does more than this is what reading and judging cost.
 *
 * usage: floor PORT scan|read|unlink PATTERN */
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 100, LONGEST_QUEUE = 64 };

static const char *argv[BATCH * 16 + 1];
static size_t lengths[BATCH * 16 + 1];

int main(int count, char **words) {
    if (count != 4) return 64;
    redisContext *server = redisConnect("127.0.0.1", atoi(words[1]));
    if (server == NULL || server->err) return 69;
    const char *command = !strcmp(words[2], "read") ? "MGET" : !strcmp(words[2], "unlink") ? "UNLINK" : NULL;
    /* Which replies are still to come: 1 for a page, 0 for anything else. */
    char queue[LONGEST_QUEUE];
    int first = 0, waiting = 0;
    long keys = 0;
    redisAppendCommand(server, "SCAN 0 MATCH %s COUNT %d", words[3], BATCH);
    queue[0] = 1;
    waiting = 1;
    while (waiting > 0) {
        redisReply *reply;
        if (redisGetReply(server, (void **)&reply) != REDIS_OK || reply->type == REDIS_REPLY_ERROR) return 70;
        int isPage = queue[first];
        first = (first + 1) % LONGEST_QUEUE;
        waiting -= 1;
        if (isPage) {
            const char *cursor = reply->element[0]->str;
            redisReply *page = reply->element[1];
            if (strcmp(cursor, "0") != 0) {
                redisAppendCommand(server, "SCAN %s MATCH %s COUNT %d", cursor, words[3], BATCH);
                queue[(first + waiting) % LONGEST_QUEUE] = 1;
                waiting += 1;
            }
            keys += page->elements;
            if (command && page->elements > 0 && page->elements <= BATCH * 16) {
                argv[0] = command;
                lengths[0] = strlen(command);
                for (size_t i = 0; i < page->elements; i++) {
                    argv[i + 1] = page->element[i]->str;
                    lengths[i + 1] = page->element[i]->len;
                }
                redisAppendCommandArgv(server, page->elements + 1, argv, lengths);
                queue[(first + waiting) % LONGEST_QUEUE] = 0;
                waiting += 1;
            }
        }
        freeReplyObject(reply);
    }
    printf("%ld\n", keys);
    redisFree(server);
    return 0;
}
