"""Pages of one visit: entering it, correcting it, looking at it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tongxin.inspections.actions import correct_visit, enter_visit
from tongxin.inspections.forms import CorrectionForm, VisitForm
from tongxin.inspections.forms.visit import SheetInputs
from tongxin.inspections.judging import hints_for
from tongxin.inspections.models import Finding, Visit
from tongxin.inspections.queries import find_finding, find_visit, may_enter, next_visit, visits_to_make
from tongxin.inspections.result import result_of
from tongxin.inspections.rules import VISIT_MOVES, VisitState
from tongxin.records import clock
from tongxin.records.errors import RuleBroken
from tongxin.records.paging import page_of
from tongxin.records.permission import Act, NotAllowed, SignedInRequest, page
from tongxin.standards.models import MatterType
