"""Reports: figures of a period, the tickets behind each, and all of them as CSV."""

import datetime as dt
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200
from pydantic import AwareDatetime, Field

from console.api.base import View, answer
from console.api.transcripts import ZONE
from console.export.plain import lines, local
from console.supervising import BehindOut, BehindPage, FigureOut, MetricOut, ReportOut
from tickets.queries.report_behind import Behind
from tickets.queries.report_sql import BadPeriod, Period
from tickets.queries.reports import Metric, ReportQueries

REPORTS: web.AppKey[ReportQueries] = web.AppKey("reports", ReportQueries)
_LONGEST = dt.timedelta(days=367)
Limit = Annotated[int, Field(ge=1, le=200)]


class _ReportView(View):
    @property
    def reports(self) -> ReportQueries:
        """The figures."""
        return self.request.app[REPORTS]

    @property
    def zone(self) -> ZoneInfo:
        """The office's."""
        return self.request.app[ZONE]

    def period(self, since: dt.datetime, until: dt.datetime, channel: str | None) -> Period:
        """The period that is asked about; at most a year."""
        if not dt.timedelta(0) < until - since <= _LONGEST:
            raise BadPeriod("since, until: a period of at most a year", days=_LONGEST.days)
        since, until = since.astimezone(dt.UTC), until.astimezone(dt.UTC)
        return Period(since=since, until=until, zone=self.zone, channel=channel)


class ReportsView(_ReportView):
    """``/api/v1/reports``."""

    async def get(
        self, since: AwareDatetime, until: AwareDatetime, channel: str | None = None
    ) -> r200[ReportOut]:
        """Say what happened between two moments, for all channels or one."""
        period = self.period(since, until, channel)
        metrics = await self.reports.report(period)
        return answer(
            ReportOut(
                since=period.since,
                until=period.until,
                zone=period.zone.key,
                metrics=[_metric(one) for one in metrics],
            )
        )


class ReportCsvView(_ReportView):
    """``/api/v1/reports/csv``."""

    async def get(
        self,
        since: AwareDatetime,
        until: AwareDatetime,
        channel: str | None = None,
        metric: str | None = None,
    ) -> r200[Any]:
        """Take the figures out as CSV: all, or those of one metric."""
        period = self.period(since, until, channel)
        found = await self.reports.report(period)
        rows: list[tuple[object, ...]] = [
            ("since", "until", "channel", "metric", "part", "name", "value", "unit", "of")
        ]
        begin, end = local(period.since, period.zone), local(period.until, period.zone)
        rows += [
            (begin, end, channel or "", one.metric, f.part, f.name, f.value, one.unit, f.of)
            for one in found
            if metric in {None, one.metric}
            for f in one.figures
        ]
        name = metric if metric in {one.metric for one in found} else "reports"
        return web.Response(
            body=lines(rows),
            headers={
                "Content-Type": "text/csv; charset=utf-8",
                "Content-Disposition": f'attachment; filename="{name}.csv"',
                "Cache-Control": "private, no-store",
            },
        )


class BehindView(_ReportView):
    """``/api/v1/reports/tickets``."""

    async def get(
        self,
        since: AwareDatetime,
        until: AwareDatetime,
        metric: str,
        part: str,
        channel: str | None = None,
        after: str | None = None,
        limit: Limit = 50,
    ) -> r200[BehindPage]:
        """List the tickets behind a figure, those begun last first."""
        period = self.period(since, until, channel)
        page = await self.reports.behind(period, metric, part, after=after, limit=limit)
        return answer(BehindPage(data=[_behind(row) for row in page.rows], next=page.next))


def _metric(one: Metric) -> MetricOut:
    return MetricOut(
        metric=one.metric,
        unit=one.unit,
        figures=[FigureOut(part=f.part, name=f.name, value=f.value, of=f.of) for f in one.figures],
    )


def _behind(row: Behind) -> BehindOut:
    return BehindOut(
        number=row.number,
        subject=row.subject,
        created_at=row.created_at,
        seconds=row.seconds,
    )
