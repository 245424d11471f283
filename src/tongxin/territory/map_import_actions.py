"""The import of a map file: kept upload, then all of it or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tongxin.records import clock, durable, files, ledger
from tongxin.records.models import StoredFile
from tongxin.records.permission import Act, Viewer
from tongxin.territory.kinds import FileDatum, GivenAs
from tongxin.territory.map_columns import Columns
from tongxin.territory.map_errors import MapFileFaults, MapImportDone, MapImportMoved
from tongxin.territory.map_files import Feature, read_features
from tongxin.territory.map_matching import Match, Matched, Matcher
from tongxin.territory.models import Division, MapImport, Site
from tongxin.territory.outline_actions import set_outline
from tongxin.territory.position_actions import Given, set_positions

FILE_KEPT = timedelta(days=7)  # the upload has then done its duty


def start_map_import(
    content: bytes, *, name: str, about: Division, datum: FileDatum, by: Viewer
) -> MapImport:
    """Keeps an upload of outlines or positions for the steps that follow; `about`: the town or village.

    Raises `NotAllowed`, `DiskFull` and the errors of `map_files.read_features`.
    """
    by.require(Act.GROUND_MANAGE, about.ground)
    read_features(content, datum)
    with transaction.atomic():
        stored = files.store(content, media_type="application/octet-stream", name=name)
        return MapImport.objects.create(
            file=stored, file_name=stored.name, division_code=about.code, datum=datum.value
        )


def features_of(run: MapImport) -> list[Feature]:
    """The features of a kept upload. Raises `MapImportMoved` where the file is no longer kept."""
    if run.file is None:
        raise MapImportMoved
    with run.file.open() as stream:
        return read_features(stream.read(), FileDatum(run.datum))


def matched(run: MapImport, features: list[Feature], columns: Columns, picks: Mapping[int, str]) -> Matched:
    """What the upload would do."""
    scope = Division.objects.get(pk=run.division_code).ground
    return Matcher(scope, columns, picks).match(features)


@transaction.atomic
def apply_map_import(
    run: MapImport, *, columns: Columns, picks: Mapping[int, str], seen: str, by: Viewer
) -> MapImport:
    """Takes over what was looked at (`seen`), all of it or nothing.

    Raises `NotAllowed`, `MapImportDone`, `MapFileFaults`, `MapImportMoved`, and what the single acts raise.
    """
    about = Division.objects.get(pk=run.division_code)
    by.require(Act.GROUND_MANAGE, about.ground)
    current = MapImport.objects.select_for_update().get(pk=run.pk)
    if current.state == MapImport.State.DONE:
        raise MapImportDone
    found = matched(current, features_of(current), columns, picks)
    if found.faults:
        raise MapFileFaults(len(found.faults))
    if found.seen != seen:
        raise MapImportMoved
    given_as = GivenAs.GCJ02 if current.datum == FileDatum.GCJ02 else GivenAs.WGS84
    counts = _take_over(found.changes, given_as, by)
    current.state, current.finished_at = MapImport.State.DONE, clock.now()
    current.counts = {**counts, "left_out": found.left_out}
    current.save(update_fields=["state", "finished_at", "counts"])
    ledger.append("map.import", by=by, subject=current, division_code=about.code, detail=current.counts)
    return current


def _take_over(changes: list[Match], given_as: GivenAs, by: Viewer) -> dict[str, int]:
    """Writes the outlines and positions; gives how many of each sort of place."""
    counts: Counter[str] = Counter()
    points: list[Given] = []
    for match in changes:
        counts[match.place.ground.kind.value] += 1
        if isinstance(match.place, Site):
            assert match.position is not None  # noqa: S101 - a site is matched by a point
            points.append(Given(match.place.pk, match.position.latitude, match.position.longitude))
        else:
            set_outline(match.place, shape=match.shape, by=by, reason=_("from a map file"))
    set_positions(points, by=by, marked=given_as)
    return dict(counts)


def forget_map_files() -> int:
    """Removes uploads older than `FILE_KEPT`, which may name people; gives how many. For the worker."""
    old = MapImport.objects.with_file_older_than(clock.now() - FILE_KEPT)
    digests = set(old.values_list("file_id", flat=True))
    still = MapImport.objects.filter(file__in=digests, uploaded_at__gte=clock.now() - FILE_KEPT)
    leaving = digests - set(still.values_list("file_id", flat=True))
    with transaction.atomic():
        MapImport.objects.filter(file__in=leaving).update(file=None)
        StoredFile.objects.filter(pk__in=leaving).delete()
    for digest in leaving:
        durable.path_of(str(digest)).unlink(missing_ok=True)
    return len(leaving)
