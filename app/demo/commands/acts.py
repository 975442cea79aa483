"""What happens in the story, act by act: each finds its rows like a page would, and calls the room's service."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from app.access.actors import actor_for
from app.core import clock, workdays
from app.core.actor import Actor
from app.database import db
from app.demo.commands.people import Cast
from app.followups.queries import chain as followups
from app.followups.service import answers, claims, extensions, outcome_questions, send_on, statements, verdicts
from app.issues.queries import issues
from app.issues.service import closing, comments, merging, posting, public_version, sharing, supports
from app.meetings import queries as meetings
from app.meetings import service as meeting_service
from app.models.comments import Comment
from app.models.followups import FollowUp
from app.models.issue_enums import Channel, CommentAudience, CommentTag, IssueKind, OfficeAsk, Outcome
from app.models.issues import Issue
from app.models.people import Person
from app.models.reportable import Reported
from app.models.safety import ReportReason
from app.models.states import AnswerLabel, FollowUpKind, OutcomeWord, Stance, Verdict
from app.models.themes import Theme
from app.models.votes import Choice
from app.safety import service as safety
from app.safety.queries import text_of
from app.summaries import queries as summaries
from app.summaries import service as summary_service
from app.votes import queries as votes
from app.votes import service as vote_service

Given = dict[str, Any]


@dataclass
class Stage:
    """The cast, and what the story's keys have become."""

    cast: Cast
    today: date
    references: dict[str, str] = field(default_factory=dict)
    meetings: dict[str, int] = field(default_factory=dict)
    items: dict[tuple[str, int], int] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)  # issue → the seat that speaks in it

    def workday(self, days: int) -> date:
        """So many days from now; what lies ahead is not promised for a weekend, and what is past stays past."""
        day = self.today + timedelta(days=days)
        return workdays.on_or_after_workday(day) if days > 0 else workdays.on_or_before_workday(day)

    # Finding

    def actor(self, person_key: str) -> Actor:
        person = db.session.get(Person, self.cast.people[person_key].id)
        return actor_for(db.session(), person, clock.today())

    def on_seat(self, seat_key: str) -> Actor:
        """Whoever holds a seat."""
        return self.actor(self.cast.holders[seat_key])

    def issue(self, actor: Actor, key: str) -> Issue:
        return issues.issue_for(actor, self.references[key])

    def owed(self, actor: Actor, key: str, *kinds: FollowUpKind) -> FollowUp:
        """What is owed on the issue and `actor` may act on."""
        issue = self.issue(actor, key)
        for row in followups.chain(issue.id).follow_ups:
            loaded = followups.follow_up_of(issue.reference, row.id)
            if loaded is not None and row.kind in kinds and row.is_live and _is_theirs(actor, loaded):
                return loaded
        raise LookupError(f"{actor.name} owes nothing of {kinds} on {key}")

    # Posting

    def post(self, one: Given) -> None:
        text = posting.Text(
            title=one["title"],
            body=one["body"],
            theme=Theme(one["theme"]),
            kind=IssueKind(one["kind"]),
            affected=one["affected"],
            wanted=one["wanted"],
            language=one["language"],
        )
        council_id = self.cast.councils[one["council"]].id
        office_id = self.cast.offices[one["office"]].id if one["office"] else None
        place: dict[str, Any] = {"council_id": council_id, "office_id": office_id}
        if one["origin"] == "office":
            issue = self._asked_by_office(one, text, place)
        elif one["posted_by"]:
            issue = self._registered(one, text, place)
        else:
            issue = posting.post_issue(self.on_seat(one["author"]), text, ask_reading=one.get("hold", False), **place)
        self.references[one["key"]] = issue.reference
        self.authors[one["key"]] = one["author"]

    def _asked_by_office(self, one: Given, text: posting.Text, place: Given) -> Issue:
        ask = OfficeAsk(one["ask"])
        starts = self.workday(one["change_on_in_days"]) if ask is OfficeAsk.CHANGE else None
        return posting.ask_council(
            self.actor(one["posted_by"]), text, ask=ask, days=posting.AskedDays(change_on=starts), **place
        )

    def _registered(self, one: Given, text: posting.Text, place: Given) -> Issue:
        seat_id = self.cast.seats[one["author"]].id if one["author"] else None
        source = posting.Source(
            channel=Channel(one["channel"]),
            on_behalf_of=one["on_behalf_of"],
            consent=True,
            seat_id=seat_id,
            person_id=self.on_seat(one["author"]).person_id if one["author"] else None,
        )
        held = one.get("hold", False)
        return posting.register_issue(self.actor(one["posted_by"]), text, source=source, ask_reading=held, **place)

    def share(self, key: str) -> None:
        actor = self.on_seat(self.authors[key])
        sharing.share_issue(actor, self.issue(actor, key))

    def support(self, key: str, given: Given) -> None:
        actor = self.on_seat(given["seat"])
        supports.support_issue(
            actor,
            self.issue(actor, key),
            seat_id=self.cast.seats[given["seat"]].id,
            office_id=self.cast.offices[given["office"]].id,
            example=given["example"],
        )

    def comment(self, key: str, language: str, given: Given) -> None:
        actor = self.on_seat(given["seat"]) if given.get("seat") else self.actor(given["person"])
        issue = self.issue(actor, key)
        comments.add_comment(
            actor,
            issue,
            text=given["text"],
            tag=CommentTag(given["tag"]),
            audience=CommentAudience(given["audience"]),
            language=language,
        )

    def report(self, given: Given) -> None:
        """Somebody reports a comment, which the story names by its words."""
        said = db.session.scalars(select(Comment.id).where(Comment.text == given["text"])).one()
        why = given["reported"]
        safety.report_text(
            self.on_seat(why["by"]),
            text_of(Reported.COMMENT, said),
            reason=ReportReason(why["reason"]),
            words=why["text"],
        )

    # The chain

    def act(self, key: str, given: Given) -> None:
        """One step of an issue's chain; the method is called as the story calls the step."""
        getattr(self, f"do_{given['do']}")(key, given)

    def do_send(self, key: str, given: Given) -> None:
        actor = self.actor(given["by"])
        posting.send_to_office(actor, self.issue(actor, key))

    def do_answer(self, key: str, given: Given) -> None:
        actor = self.actor(given["by"])
        follow_up = self.owed(actor, key, FollowUpKind.ANSWER)
        words = answers.Words(
            text=given["text"],
            reason=given["reason"],
            label=AnswerLabel(given["label"]),
            language=follow_up.issue.language,
        )
        stance = Stance(given["stance"])
        if stance is Stance.ASKS_BACK:
            answers.ask_back(actor, follow_up, words=words)
            return
        promised = given["promise"]
        promise = None
        if promised:
            due = self.workday(promised["due_in_days"])
            promise = answers.Promise(what=promised["what"], who=promised["who"], due=due)
        answers.answer_follow_up(actor, follow_up, stance=stance, words=words, promise=promise)

    def do_extend(self, key: str, given: Given) -> None:
        actor = self.actor(given["by"])
        follow_up = self.owed(actor, key, FollowUpKind.ANSWER, FollowUpKind.ACTION)
        due = self.workday(given["new_due_in_days"])
        extensions.extend_date(actor, follow_up, due=due, reason=given["reason"])

    def do_ask_municipality(self, key: str, given: Given) -> None:
        actor = self.actor(given["by"])
        send_on.ask_municipality(
            actor,
            self.issue(actor, key),
            municipality_id=self.cast.municipalities[given["municipality"]].id,
            text=given["text"],
        )

    def do_claim(self, key: str, given: Given) -> None:
        actor = self.actor(given["by"])
        evidence = claims.Evidence(
            what_changed=given["what_changed"],
            where=given["where"],
            since=self.today - timedelta(days=given["since_days_ago"]),
            how_noticed=given["how_noticed"],
        )
        claims.claim_done(actor, self.owed(actor, key, FollowUpKind.ACTION), evidence)

    def do_outcome(self, key: str, given: Given) -> None:
        actor = self.on_seat(given["seat"])
        seat_id = self.cast.seats[given["seat"]].id
        asked = followups.chain(self.issue(actor, key).id).questions
        mine = next((one for one in reversed(asked) if one.seat_id == seat_id and one.word is None), None)
        if mine is None:
            raise LookupError(f"{given['seat']} was not asked on {key}")
        loaded = outcome_questions.question_by_id(mine.id)
        if loaded is None:
            raise LookupError(f"question {mine.id}")
        outcome_questions.answer_outcome_question(actor, loaded, word=OutcomeWord(given["word"]), text=given["text"])

    def do_confirm(self, key: str, given: Given) -> None:
        actor = self.actor(given["by"])
        verdict = {"solved": Verdict.CONFIRMED, "partly": Verdict.CONFIRMED_PARTLY}.get(given["outcome"])
        if verdict is None:
            closing.close_issue(actor, self.issue(actor, key), outcome=Outcome(given["outcome"]), text=given["text"])
            return
        action = self.owed(actor, key, FollowUpKind.ACTION)
        verdicts.confirm_action(actor, action, verdict=verdict, text=given["text"], close=True)

    def do_contest(self, key: str, given: Given) -> None:
        actor = self.actor(given["by"])
        due = self.workday(given["new_due_in_days"])
        verdicts.contest_claim(actor, self.owed(actor, key, FollowUpKind.ACTION), reason=given["reason"], due=due)

    def do_close(self, key: str, given: Given) -> None:
        actor = self.actor(given["by"])
        closing.close_issue(actor, self.issue(actor, key), outcome=Outcome(given["outcome"]), text=given["reason"])

    def do_merge(self, key: str, given: Given) -> None:
        actor = self.actor(given["by"])
        merging.merge_issue(actor, self.issue(actor, key), self.issue(actor, given["into"]))

    def do_withdraw(self, key: str, given: Given) -> None:
        actor = self.actor(given["by"])
        closing.withdraw_issue(actor, self.issue(actor, key))

    def do_individual_case(self, key: str, given: Given) -> None:
        actor = self.actor(given["by"])
        closing.point_away(actor, self.issue(actor, key), text=given["text"])

    def do_statement(self, key: str, given: Given) -> None:
        actor = self.actor(given["by"])
        statements.give_statement(actor, self.owed(actor, key, FollowUpKind.STATEMENT), text=given["text"])

    def do_public(self, key: str, given: Given) -> None:
        leader = self.actor(given["approved_by"])
        author = self.actor(given["consent_by"])
        texts = {name: given[name] for name in ("title", "text", "outcome_text")}
        version = public_version.propose_public_words(leader, self.issue(leader, key), **texts)
        public_version.consent_to_public_words(author, self.issue(author, key), version)
        done = public_version.approve_public_words(leader, self.issue(leader, key), version)
        if not done:
            second = self.actor(given["seconded_by"])
            public_version.approve_public_words(second, self.issue(second, key), version)

    # Meetings and the summary

    def runner(self, council_key: str) -> Actor:
        return self.actor(self.cast.leaders[council_key])

    def plan_meeting(self, one: Given) -> None:
        hours, _dot, minutes = one["starts_at"].partition(":")
        day = workdays.on_or_before_workday(self.today + timedelta(days=one["in_days"]))
        starts = datetime.combine(day, time(int(hours), int(minutes)), clock.OSLO)
        council_id = self.cast.councils[one["council"]].id
        meeting = meeting_service.plan_meeting(
            self.runner(one["council"]), council_id, starts_at=starts, place=one["place"]
        )
        self.meetings[one["key"]] = meeting.id
        self.cast.leaders[one["key"]] = self.cast.leaders[one["council"]]

    def add_item(self, meeting_key: str, number: int, given: Given) -> None:
        actor = self.runner(meeting_key)
        meeting = meetings.meeting_page(self.meetings[meeting_key])
        if meeting is None:
            raise LookupError(meeting_key)
        issue = self.issue(actor, given["issue"]) if given["issue"] in self.references else None
        item = meeting_service.add_item(actor, meeting, title=given["title"], issue=issue)
        self.items[meeting_key, number] = item.id

    def vote(self, meeting_key: str, number: int, about: str, given: Given) -> None:
        actor = self.runner(meeting_key)
        meeting = meetings.meeting_page(self.meetings[meeting_key])
        if meeting is None:
            raise LookupError(meeting_key)
        item = next(one for one in meeting.items if one.id == self.items[meeting_key, number])
        if item.issue_id is None:  # the story lets some issues come after the agenda on which they stand
            item.issue_id = self.issue(actor, about).id
        opened = vote_service.open_vote(actor, item, question=given["question"])
        for seat_key, choice in given["ballots"].items():
            vote = votes.vote_page(opened.id)
            if vote is not None:
                vote_service.cast_ballot(self.on_seat(seat_key), vote, choice=Choice(choice))
        vote_service.close_vote(actor, opened, item)
        if given["advice"]:
            meeting_service.give_advice(actor, meeting, item, text=given["advice"])

    def hold_meeting(self, meeting_key: str) -> None:
        meeting = meetings.meeting_page(self.meetings[meeting_key])
        if meeting is not None:
            meeting_service.mark_held(self.runner(meeting_key), meeting)

    def publish_summary(self, one: Given) -> None:
        actor = self.actor(one["author"])
        summary = summary_service.start_summary(
            actor,
            title=one["title"],
            text=one["body"],
            period_from=self.today - timedelta(days=one["period_from_days_ago"]),
            period_to=self.today - timedelta(days=one["period_to_days_ago"]),
        )
        drafted = summaries.summary_page(summary.slug)
        if drafted is not None:
            summary_service.publish_summary(actor, drafted)


def _is_theirs(actor: Actor, row: FollowUp) -> bool:
    """Theirs to act on: owned by their office, municipality, region, or judged by their council."""
    return (
        row.office_id in actor.offices
        or row.municipality_id in actor.municipalities
        or row.nav_region_id in actor.regions
        or (row.kind is FollowUpKind.ACTION and actor.holds_user_seat(row.issue.council_id))
        or (row.council_id is not None and actor.holds_user_seat(row.council_id))
    )
