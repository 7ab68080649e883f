"""The configuration: what wins, what is refused and how, and that secrets stay secret."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

import pytest
import yaml

from reporter.config import Settings, find_file, load
from reporter.config.problems import allowed_keys
from reporter.errors import ConfigError, UsageError

SECRET = "hunter2-is-a-secret"  # noqa: S105 - the tests look for it where it must not be


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("REPORTER_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "settings.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def problems(tmp_path: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, text))
    return caught.value.problems


def test_an_empty_folder_has_a_working_configuration(tmp_path: Path) -> None:
    settings = load()

    assert settings.zone == "UTC"
    assert settings.archive.files == str(tmp_path / "output")
    assert settings.report(None)[0] == "weekly"


def test_the_committed_file_lists_every_key_with_its_default(root: Path) -> None:
    values = yaml.safe_load((root / "config.yaml").read_text())
    settings = load(root / "config.yaml")

    assert settings.source.path == str(root / "data" / "sample")
    assert (
        settings.model_copy(update={"source": Settings().source, "archive": Settings().archive})
        == Settings()
    )
    for place in ((), ("source",), ("engine",), ("render",), ("archive",), ("reports", "weekly")):
        section = values
        for key in place:
            section = section[key]
        assert tuple(section) == allowed_keys(place)


def test_the_file_is_the_given_one_then_the_variables_then_the_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find_file(None) is None
    (tmp_path / "config.yaml").write_text("seed: 1")
    assert load().seed == 1
    (tmp_path / "named.yaml").write_text("seed: 2")
    monkeypatch.setenv("REPORTER_CONFIG", str(tmp_path / "named.yaml"))
    assert load().seed == 2
    (tmp_path / "given.yaml").write_text("seed: 3")
    assert load(tmp_path / "given.yaml").seed == 3


def test_paths_are_taken_from_the_files_folder(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    file = tmp_path / "deep" / "config.yaml"
    file.write_text(
        "source: {path: plays.zip}\narchive: {files: ../out}\nengine: {temp: /scratch/engine}\n"
    )
    settings = load(file)

    assert settings.source.path == str(tmp_path / "deep" / "plays.zip")
    assert Path(settings.archive.files).resolve() == tmp_path / "out"
    assert settings.engine.temp == "/scratch/engine"


def test_a_path_may_be_a_url_or_begin_at_home(tmp_path: Path) -> None:
    assert load(written(tmp_path, "source: {path: 's3://b/p'}")).source.path == "s3://b/p"
    at_home = load(written(tmp_path, "source: {path: ~/plays.zip}")).source.path
    assert at_home == str(Path.home() / "plays.zip")


def test_the_environment_goes_over_the_file_key_by_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written(
        tmp_path, "engine: {memory: 1GB, threads: 3}\nreports: {weekly: {title: A, paper: letter}}"
    )
    monkeypatch.setenv("REPORTER_ENGINE__MEMORY", "512MB")
    monkeypatch.setenv("REPORTER_REPORTS__WEEKLY__TITLE", "Plays of the week")
    monkeypatch.setenv("REPORTER_ZONE", "Europe/Berlin")
    monkeypatch.setenv("REPORTER_SOURCE__COLUMNS", '{"started_at": "played_at"}')

    settings = load(file)

    assert (settings.engine.memory, settings.engine.threads) == ("512MB", 3)
    assert settings.reports["weekly"].title == "Plays of the week"
    assert settings.reports["weekly"].paper == "letter"
    assert settings.zone == "Europe/Berlin"
    assert settings.source.columns == {"started_at": "played_at"}


def test_settings_made_by_hand_do_not_look_at_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REPORTER_SEED", "7")
    assert Settings().seed == 42
    assert load().seed == 7


@pytest.mark.parametrize("line", ["source: {key_file: key.txt}", "source:\n  key_file: key.txt"])
def test_a_value_can_stand_in_a_file_of_its_own(tmp_path: Path, line: str) -> None:
    (tmp_path / "key.txt").write_text(f"{SECRET}\n")

    key = load(written(tmp_path, line)).source.key

    assert key is not None
    assert key.get_secret_value() == SECRET


def test_a_variable_can_name_such_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key.txt").write_text(SECRET)
    (tmp_path / "zone.txt").write_text("Asia/Tokyo\n")
    monkeypatch.setenv("REPORTER_SOURCE__KEY_FILE", str(tmp_path / "key.txt"))
    monkeypatch.setenv("REPORTER_ZONE_FILE", "zone.txt")

    settings = load(written(tmp_path, "source: {key: of-the-file}"))

    assert settings.zone == "Asia/Tokyo"
    assert settings.source.key is not None
    assert settings.source.key.get_secret_value() == SECRET


def test_a_value_and_its_file_together_are_refused(tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text(SECRET)
    assert problems(tmp_path, f"source: {{key: {SECRET}, key_file: key.txt}}") == (
        "source.key stands there twice, once as source.key_file",
    )


def test_a_file_for_a_value_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPORTER_SEED_FILE", "/nowhere/seed")
    assert problems(tmp_path, "source: {key_file: nope.txt}") == (
        "source.key_file names nope.txt, which cannot be read: No such file or directory",
        "REPORTER_SEED_FILE names /nowhere/seed, which cannot be read: No such file or directory",
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "sead: 3",
            (
                "unknown key 'sead': did you mean 'seed'? "
                "known here: source, zone, skip, seed, engine, render, archive, owner, delivery, "
                "reports"
            ),
        ),
        (
            "source: {paht: x}",
            (
                "unknown key 'source.paht': did you mean 'path'? "
                "known here: path, url, table, query, kind, columns, max_bad_share, key"
            ),
        ),
        (
            "delivery: {sender: me}",
            (
                "unknown key 'delivery.sender': "
                "known here: smtp, from, allow, max_megabytes, timeout, patience"
            ),
        ),
        (
            "reports: {title: {crom: x}}",
            (
                "unknown key 'reports.title.crom': did you mean 'cron'? "
                "known here: title, period, paper, "
                "locale, template, brand, "
                "cron, zone, catch_up, wait_for_data, late_data, time_limit, send, "
                "min_group_size, audiences"
            ),
        ),
        (
            "reports: {weekly: {cron: '0 0 7 * * mon'}}",
            (
                "reports.weekly.cron must be a cron expression of five fields such as "
                "'0 7 * * mon', without seconds"
            ),
        ),
        (
            "reports: {weekly: {wait_for_data: 12 hours}}",
            "reports.weekly.wait_for_data must be a span of time such as 30m, 12h or 2d",
        ),
        (
            "reports: {weekly: {brand: {colour: blue}}}",
            "reports.weekly.brand.colour must be a colour such as #0a5c8f",
        ),
        (
            "reports: {weekly: {audiences: [{name: a}, {name: a}]}}",
            "reports.weekly must name each audience once",
        ),
        (
            "owner: {mail: [nobody]}",
            "owner.mail.0 must be a mail address such as ana@example.org",
        ),
        (
            "deliver: {smtp: null}",
            (
                "unknown key 'deliver': did you mean 'delivery'? known here: "
                "source, zone, skip, seed, engine, render, archive, owner, delivery, reports"
            ),
        ),
        (
            "_env_file: x",
            (
                "unknown key '_env_file': known here: "
                "source, zone, skip, seed, engine, render, archive, owner, delivery, reports"
            ),
        ),
        *(
            (
                f"reports: {{weekly: {{send: {send}}}}}",
                (
                    "reports.weekly.send must be always, material or a condition such as "
                    "{when: 'skip_rate.change > 0.02'}: a headline (plays, hours, skip_rate, "
                    "entities, active_day_rate), .value or .change, and < <= > or >= a number"
                ),
            )
            for send in ("never", "{when: skips > 1}", "{whem: plays.value > 1}")
        ),
        *(
            (
                f"archive: {{keep: {{weekly: {keep}}}}}",
                "archive.keep.weekly must be a whole number, or all",
            )
            for keep in ("some", "-1", "true")
        ),
        *(
            (
                f"archive: {{ledger: '{url}'}}",
                (
                    "archive.ledger must be sqlite:///path/to/reporter.db or "
                    "postgresql://user@host/name"
                ),
            )
            for url in ("mysql://u:secret@h/db", "postgresql://u:secret@h:port/db", "reporter.db")
        ),
        ("render: {processes: 0}", "render.processes must be greater than or equal to 1"),
        *(
            (
                f"render: {{dask: {url}}}",
                "render.dask must be the address of a Dask scheduler such as tcp://scheduler:8786",
            )
            for url in ("scheduler:8786", "tcp://scheduler", "http://scheduler:8786")
        ),
        ("engine: {threads: many}", "engine.threads must be a whole number"),
        ("engine: {threads: true}", "engine.threads must be a whole number"),
        ("engine: {threads: 1.5}", "engine.threads must be a whole number"),
        ("engine: {threads: 0}", "engine.threads must be greater than or equal to 1"),
        ("engine: {memory: lots}", "engine.memory must be a size such as 4GB"),
        ("source: 5", "source must be a mapping of keys to values"),
        ("source: {max_bad_share: much}", "source.max_bad_share must be a number"),
        ("source: {max_bad_share: 2}", "source.max_bad_share must be less than or equal to 1"),
        ("reports: {}", "reports must not be empty"),
        ("reports: [weekly]", "reports must be a mapping of keys to values"),
        ("reports: {weekly: {title: 2024}}", "reports.weekly.title must be text; put it in quotes"),
        ("reports: {weekly: {title: ''}}", "reports.weekly.title must not be empty"),
        (
            "reports: {weekly: {period: year}}",
            "reports.weekly.period must be 'day', 'week' or 'month'",
        ),
        (
            "reports: {../x: {}}",
            (
                "reports.../x: '../x' is not a name of letters, digits, - and _, "
                "which its folder is named for"
            ),
        ),
        ("zone: Europe/Berln", "zone: 'Europe/Berln' is not an IANA zone such as Europe/Berlin"),
        ("zone: /etc/passwd", "zone: '/etc/passwd' is not an IANA zone such as Europe/Berlin"),
        ("skip: never", "skip must be 'rule', 'buttons', 'flag' or 'short'"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(tmp_path: Path, text: str, problem: str) -> None:
    assert problems(tmp_path, text) == (problem,)


def test_all_problems_are_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTER_ENGINE__THREADS", "many")
    file = written(tmp_path, "sead: 1\nskip: never\nreports: {weekly: {paper: a5}}")

    with pytest.raises(ConfigError) as caught:
        load(file)

    assert [problem.split()[0] for problem in caught.value.problems] == [
        "skip",
        "REPORTER_ENGINE__THREADS",
        "reports.weekly.paper",
        "unknown",
    ]
    assert str(caught.value).startswith(f"{file}: skip must be")
    assert "and 3 more, which `reporter config check` lists" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        (
            "REPORTER_ENGIN__THREADS",
            "2",
            (
                "unknown key 'REPORTER_ENGIN__THREADS': did you mean 'engine'? "
                "known here: source, zone, skip, seed, engine, render, archive, owner, delivery, "
                "reports"
            ),
        ),
        (
            "REPORTER_ENGINE__TREADS",
            "2",
            (
                "unknown key 'REPORTER_ENGINE__TREADS': did you mean 'threads'? "
                "known here: url, memory, threads, temp"
            ),
        ),
        ("REPORTER_ENGINE__THREADS", "x", "REPORTER_ENGINE__THREADS must be a whole number"),
        ("REPORTER_REPORTS", "x", "REPORTER_REPORTS must be JSON, or be given key by key with __"),
    ],
)
def test_a_bad_variable_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, problem: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as caught:
        load()
    assert caught.value.problems == (problem,)
    assert str(caught.value).startswith("the environment: ")


def test_variables_of_others_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTER_PORT", "tcp://10.0.0.1:80")  # Kubernetes sets it for a service
    assert load() == Settings(archive=load().archive)


@pytest.mark.parametrize(
    ("text", "where", "problem"),
    [
        ("source: {\n", "line 2", "is not valid YAML"),
        ("source: [a\n", "line 2", "expected ',' or ']', but got '<stream end>'"),
        ("source:\n\tpath: x", "line 2", r"found character '\t' that cannot start any token"),
        ("seed: 1\nzone: UTC\nseed: 2", "line 3", "the key seed stands here twice"),
        ("engine:\n  memory: 1GB\n  memory: 2GB", "line 3", "the key memory stands here twice"),
        ("- a\n- b", "settings.yaml holds a list", "it must be a mapping"),
        ("just words", "settings.yaml holds a str", "it must be a mapping"),
    ],
)
def test_what_is_no_mapping_names_the_line(
    tmp_path: Path, text: str, where: str, problem: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, text))
    assert where in str(caught.value)
    assert problem in str(caught.value)


def test_an_empty_file_means_the_defaults(tmp_path: Path) -> None:
    assert load(written(tmp_path, "# nothing\n")).engine == Settings().engine


def test_a_byte_order_mark_is_no_key(tmp_path: Path) -> None:
    assert load(written(tmp_path, "\ufeffseed: 5")).seed == 5


def test_a_file_that_is_not_utf_8_names_the_byte(tmp_path: Path) -> None:
    file = tmp_path / "settings.yaml"
    file.write_bytes("zone: UTC # für".encode("latin-1"))
    with pytest.raises(ConfigError, match="is not UTF-8 at byte 13: save it as UTF-8"):
        load(file)


@pytest.mark.parametrize(
    ("name", "reason"), [("absent.yaml", "No such file"), (".", "Is a directory")]
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(ConfigError, match=reason) as caught:
        load(tmp_path / name)
    assert str(tmp_path / name) in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        f"source: {{key: [{SECRET}]}}",
        f"source: {{key: *{SECRET}}}",
        f"source: {{key: !{SECRET} x}}",
        f"source: {{key: '{SECRET}'}}\nsource: 1",
        f"source: {{key: {SECRET}}}\nseed: x",
        f"source: {{key: '{SECRET}'",
    ],
)
def test_no_error_shows_a_secret(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(written(tmp_path, text))
    told = "".join(traceback.format_exception(caught.value))
    assert SECRET not in told.replace(text, "")


def test_a_secret_in_the_environment_is_not_shown_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTER_SOURCE__KEY__PART", SECRET)
    with pytest.raises(ConfigError) as caught:
        load()
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_settings_do_not_show_their_secrets(tmp_path: Path) -> None:
    settings = load(written(tmp_path, f"source: {{key: {SECRET}}}"))
    assert SECRET not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_a_report_is_found_by_name(tmp_path: Path) -> None:
    settings = load(written(tmp_path, "reports: {daily: {period: day}, weekly: {}}"))

    assert settings.report(None)[0] == "daily"
    assert settings.report("weekly")[1].kind == "week"
    with pytest.raises(UsageError, match=r"there is no report 'yearly'.*it has daily, weekly"):
        settings.report("yearly")
