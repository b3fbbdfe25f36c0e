"""A BullMQ queue in other people's hands: bullmq_queue.py URL PREFIX NAME add|state|pause|resume|work [COUNT]."""
import asyncio
import json
import sys

from bullmq import Queue, Worker

url, prefix, name, what = sys.argv[1:5]


async def main():
    options = {"connection": url, "prefix": prefix}
    queue = Queue(name, options)
    if what == "add":
        for number in range(int(sys.argv[5])):
            await queue.add("send", {"n": number})
    elif what == "pause":
        await queue.pause()
    elif what == "resume":
        await queue.resume()
    elif what == "work":
        done = []

        async def process(job, token):
            done.append(job.id)

        worker = Worker(name, process, options)
        for _ in range(int(sys.argv[5]) * 10):
            await asyncio.sleep(0.1)
            if (await queue.getJobCounts("completed"))["completed"] == int(sys.argv[6]):
                break
        await worker.close(force=True)
    print(json.dumps({"isPaused": bool(await queue.isPaused()), **await queue.getJobCounts("wait", "paused", "completed")}))
    await queue.close()


asyncio.run(main())
