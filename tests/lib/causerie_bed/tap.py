"""tap.py: lets pytest speak TAP, so that Automake counts every test."""


class Tap:
    def __init__(self):
        self.number = 0

    def say(self, good, name, why=""):
        self.number += 1
        print(f"\n{'ok' if good else 'not ok'} {self.number} - {name}", flush=True)
        for line in str(why).splitlines():
            print(f"# {line}", flush=True)

    def pytest_runtest_logreport(self, report):
        name = report.nodeid.rpartition("/")[2].replace("::", "/").replace("#", "")
        if report.failed:
            self.say(False, f"{name} ({report.when})", report.longrepr)
        elif report.when == "call" and report.passed:
            self.say(True, name)
        elif report.skipped:
            self.say(False, f"{name}: skipped", report.longrepr)

    def pytest_collectreport(self, report):
        if report.failed:
            self.say(False, "collection", report.longrepr)

    def pytest_sessionfinish(self, session):
        print(f"\n1..{self.number}", flush=True)


def pytest_configure(config):
    config.pluginmanager.register(Tap(), "causerie-tap")
