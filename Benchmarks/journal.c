/* The floor under journal appends: SQLite's own work for rows of the same size in the same tables, and the disk's fsync.
 *
 * usage: journal import PATH COUNT BATCH LEAF     COUNT rows, BATCH in a transaction, leaves of LEAF bytes
 *        journal single PATH COUNT LEAF           COUNT transactions of one row
 *        journal fsync PATH COUNT                 COUNT times four kilobytes written and synchronised */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int rows(const char *path, long count, long batch, int length) {
    sqlite3 *db;
    sqlite3_stmt *insert;
    if (sqlite3_open(path, &db) != SQLITE_OK) return 73;
    sqlite3_exec(db,
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "CREATE TABLE journal_entries (position INTEGER PRIMARY KEY, leaf BLOB NOT NULL, leaf_hash BLOB NOT NULL,"
        " incident TEXT, kind TEXT NOT NULL, operation TEXT, recorded_at INTEGER NOT NULL, occurred_at INTEGER NOT NULL);"
        "CREATE INDEX journal_entries_incident ON journal_entries (incident, occurred_at, position)"
        " WHERE incident IS NOT NULL;", 0, 0, 0);
    if (sqlite3_prepare_v2(db, "INSERT INTO journal_entries VALUES (?,?,?,?,?,?,?,?)", -1, &insert, 0) != SQLITE_OK) return 70;
    char *leaf = malloc(length), hash[32];
    memset(leaf, 'x', length);
    for (long number = 0; number < count; number++) {
        if (number % batch == 0) sqlite3_exec(db, "BEGIN IMMEDIATE", 0, 0, 0);
        for (int index = 0; index < 32; index += 4) *(int *)(hash + index) = rand();
        sqlite3_bind_int64(insert, 1, number);
        sqlite3_bind_blob(insert, 2, leaf, length, SQLITE_STATIC);
        sqlite3_bind_blob(insert, 3, hash, 32, SQLITE_STATIC);
        sqlite3_bind_text(insert, 4, "INC-20261121-001", 16, SQLITE_STATIC);
        sqlite3_bind_text(insert, 5, "timeline.event", 14, SQLITE_STATIC);
        sqlite3_bind_int64(insert, 7, 1795230245678901LL);
        sqlite3_bind_int64(insert, 8, 1795230245678901LL + number * 731);
        if (sqlite3_step(insert) != SQLITE_DONE) return 74;
        sqlite3_reset(insert);
        if (number % batch == batch - 1 || number == count - 1) sqlite3_exec(db, "COMMIT", 0, 0, 0);
    }
    sqlite3_finalize(insert);
    return sqlite3_close(db) == SQLITE_OK ? 0 : 74;
}

int main(int argc, char **argv) {
    if (argc == 6 && !strcmp(argv[1], "import")) return rows(argv[2], atol(argv[3]), atol(argv[4]), atoi(argv[5]));
    if (argc == 5 && !strcmp(argv[1], "single")) return rows(argv[2], atol(argv[3]), 1, atoi(argv[4]));
    if (argc != 4 || strcmp(argv[1], "fsync")) return 64;
    int file = open(argv[2], O_CREAT | O_WRONLY | O_TRUNC, 0600);
    static char page[4096];
    for (long count = atol(argv[3]); count > 0; count--)
        if (write(file, page, sizeof page) < 0 || fdatasync(file)) return 74;
    return 0;
}
