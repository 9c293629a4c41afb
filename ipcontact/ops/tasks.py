"""Jobs that look after jobs."""

from procrastinate import JobContext
from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> int:
    """Give jobs of killed workers back to the queue; returns how many.

    A worker that was killed leaves its job marked as being done. Its heartbeat stops, which
    is how such jobs are told from long ones. Args: timestamp: planned time of this run.
    """
    stalled = list(await context.app.job_manager.get_stalled_jobs())
    for job in stalled:
        await context.app.job_manager.retry_job(job)
    return len(stalled)
