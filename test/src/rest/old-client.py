"""Goes through every old REST path as a client of the old service does.

usage: python3 old-client.py http://127.0.0.1:8000

The server must hold no rows. Ends with 1 and a message at the first difference. Standard library only.
"""

import json
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

HIRED = "/api/hired-employee-bulk-list-serializer/"
JOBS = "/api/job-bulk-list-serializer/"
BULK = "/api/departments-bulk-list-serializer/"

checks = 0


def check(what, found, expected):
    global checks
    checks += 1
    if found != expected:
        sys.exit(f"{what}\n  expected {shown(expected)}\n  found    {shown(found)}")


def shown(value):
    text = repr(value)
    return text if len(text) < 500 else text[:500] + "..."


def ask(method, path, body=None, content_type=None):
    """The status and the parsed body of an answer."""
    headers = {"Content-Type": content_type} if content_type else {}
    request = urllib.request.Request(BASE + path, data=body, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, json.loads(response.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def get(path):
    return ask("GET", path)


def post_json(path, value):
    return ask("POST", path, json.dumps(value).encode(), "application/json")


def post_form(path, **fields):
    return ask("POST", path, urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded")


def departments():
    check("a service without rows", get("/api/departments/"), (200, []))
    sales = {"id": 1, "department": "Sales"}
    check("a department as a form", post_form("/api/departments/", id=1, department="Sales"), (201, sales))
    support = {"id": 2, "department": "Support"}
    check("a department as JSON", post_json("/api/departments", {"id": "2", "department": "Support"}), (201, support))
    status, errors = post_form("/api/departments/", id=1, department="Again")
    check("a key that is there", (status, list(errors)), (400, ["id"]))
    status, errors = post_json("/api/departments/", {"id": "x"})
    check("wrong fields", (status, sorted(errors)), (400, ["department", "id"]))

    path = "/api/departments-list-serializer/"
    legal = {"id": 3, "department": "Legal"}
    check("one object on the list path", post_json(path, legal), (201, legal))
    more = [{"id": 4, "department": "Accounting"}, {"id": 5, "department": "Café"}]
    check("a list of departments", post_json(path, more), (201, more))
    check("all departments", get(path), (200, [sales, support, legal, *more]))

    last = {"id": 6, "department": "Training"}
    check("one object on the bulk path", post_form(BULK, **last), (201, last))
    status, errors = post_json(BULK, [{"id": 7, "department": "Research"}, {"id": "6", "department": "Again"}])
    check("a list with one wrong row", (status, errors[0], list(errors[1])), (400, {}, ["id"]))
    check("nothing of it went in", get(BULK), (200, [sales, support, legal, *more, last]))


def jobs():
    rows = [{"id": str(id), "job": f"Job {id}"} for id in (1, 2, 3)]
    stored = [{"id": id, "job": f"Job {id}"} for id in (1, 2, 3)]
    check("a list of jobs", post_json(JOBS, rows), (201, stored))
    check("all jobs", get(JOBS), (200, stored))


def employees():
    rows = [
        {
            "id": str(id),
            "name": f"Employee {id}",
            "datetime": f"2021-{1 + id % 12:02}-{1 + id % 28:02}T02:48:42Z",
            "department_id": "1" if id % 3 else "2",
            "job_id": 1 + id % 3,
        }
        for id in range(1, 1930)
    ]
    stored = [dict(row, id=int(row["id"]), department_id=int(row["department_id"])) for row in rows]
    check("a whole file of employees in one call", post_json(HIRED, rows), (201, stored))
    check("all employees", get(HIRED), (200, stored))
    status, errors = post_json(HIRED, dict(rows[0], id=5000, department_id=99))
    check("an unknown department", (status, list(errors)), (400, ["department_id"]))
    message = errors["department_id"][0]
    check("its message names the row and the id", "5000" in message and "99" in message, True)
    status, errors = post_json(HIRED, [dict(rows[0], id=5001), dict(rows[0], id=5002, job_id="98")])
    check("an unknown job in a list", (status, errors[0], list(errors[1])), (400, {}, ["job_id"]))


def reports():
    status, rows = get("/api/employees-hired-quarter/")
    check("the quarters", (status, sorted(rows[0])), (200, ["department", "job", "q1", "q2", "q3", "q4"]))
    check("their sum", sum(row[q] for row in rows for q in ("q1", "q2", "q3", "q4")), 1929)
    above = [{"id": 1, "department": "Sales", "hired": 1286}, {"id": 2, "department": "Support", "hired": 643}]
    check("departments above the mean", get("/api/employees-hired-department/"), (200, above))
    check("the same for its year", get("/api/employees-hired-department/?year=2021"), (200, above))
    check("a year without hires", get("/api/employees-hired-quarter/?year=1999"), (200, []))
    status, errors = get("/api/employees-hired-quarter/?year=last")
    check("a year that is none", (status, list(errors)), (400, ["year"]))


def backups():
    status, answer = get("/api/backup/")
    check("a backup", (status, answer["status"], sorted(answer)), (200, "success", ["files", "message", "status"]))
    files = answer["files"]
    check("its tables", sorted(files), ["department", "hired_employee", "job"])
    for table, name in files.items():
        check(f"the name {name}", bool(re.fullmatch(table + r"_backup_\w+\.avro", name)), True)
    status, second = ask("POST", "/api/backup/")
    check("a backup by POST", (status, second["status"]), (200, "success"))
    status, answer = get("/api/list-backups/")
    check("the list", (status, answer["status"], sorted(answer["backups"])), (200, "success", sorted(files)))
    names = answer["backups"]["job"]
    check("both backups in it, newest first", names, [second["files"]["job"], files["job"]])
    return files


def restores(files):
    before = get(BULK)
    post_json("/api/departments/", {"id": 70, "department": "Too much"})
    body = {"table_name": "department", "backup_file": files["department"]}
    status, answer = post_json("/api/restore-table/", body)
    check("departments restored", (status, answer["status"]), (200, "success"))
    check("with their rows", (answer["table"], answer["records_restored"]), ("department", 6))
    check("they are as before", get(BULK), before)
    status, answer = post_form("/api/restore-table/", table_name="hired_employee", backup_file=files["hired_employee"])
    check("employees restored", (status, answer["records_restored"]), (200, 1929))
    status, answer = post_form("/api/restore-table/", table_name="job", backup_file=files["job"])
    check("jobs restored", (status, answer["records_restored"]), (200, 3))
    for name in ("../" + files["job"], "/etc/passwd", "job_backup_20200101_000000.avro", "", files["department"]):
        status, answer = post_json("/api/restore-table/", {"table_name": "job", "backup_file": name})
        check(f"the name {name!r}", (status, answer["status"], sorted(answer)), (400, "error", ["message", "status"]))
    status, answer = post_json("/api/restore-table/", {"table_name": "auth_user", "backup_file": files["job"]})
    check("a table that is none", (status, answer["status"]), (400, "error"))


if len(sys.argv) != 2:
    sys.exit(__doc__)
BASE = sys.argv[1].rstrip("/")
departments()
jobs()
employees()
reports()
restores(backups())
print(f"{checks} checks passed")
