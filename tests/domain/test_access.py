"""Who may do what: higher roles keep every right of the lower ones."""

import pytest

from tickets.domain.access import Right, Role, may


def rights(role: Role) -> set[Right]:
    return {right for right in Right if may(role, right)}


def test_each_role_has_all_the_rights_of_the_one_below_and_more() -> None:
    assert rights(Role.AGENT) < rights(Role.SUPERVISOR) < rights(Role.ADMIN)


def test_an_admin_may_do_everything() -> None:
    assert rights(Role.ADMIN) == set(Right)


@pytest.mark.parametrize("role", Role)
def test_everyone_reads_and_works_on_tickets_and_contacts(role: Role) -> None:
    assert may(role, Right.READ_TICKETS)
    assert may(role, Right.WORK_TICKETS)
    assert may(role, Right.READ_CONTACTS)
    assert may(role, Right.WORK_CONTACTS)


def test_only_an_admin_manages_agents() -> None:
    assert [role for role in Role if may(role, Right.MANAGE_AGENTS)] == [Role.ADMIN]


@pytest.mark.parametrize("right", [Right.SUPERVISE, Right.EXPORT, Right.READ_AUDIT])
def test_supervisors_watch_export_and_read_who_read(right: Right) -> None:
    assert [role for role in Role if may(role, right)] == [Role.SUPERVISOR, Role.ADMIN]


@pytest.mark.parametrize("right", [Right.ASSIGN_OTHERS, Right.RETRY_JOBS, Right.READ_LEDGER])
def test_an_agent_neither_assigns_others_nor_retries_jobs(right: Right) -> None:
    assert not may(Role.AGENT, right)
