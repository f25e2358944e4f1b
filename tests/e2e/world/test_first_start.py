"""The wizard: logging in to an account, making one, looking around; and leaving it."""


def fill(client, address, password):
    client.wait_text("Welcome. No account is set up yet.")
    client.type("1")
    client.wait_text("Address:")
    client.type(address)
    client.wait_text("capulet.example: ", "[ok]")
    client.keys("Enter")
    client.wait_row("Password: +_?$|Password:.*Alt-V")
    client.type(password)
    client.wait_row(r"Password: +" + r"\*" * len(password))
    client.keys("Enter")


def choose_file(client):
    client.wait_text("Keep it:")
    client.wait(lambda s: "(*) file" in s or client.keys("Right"), "the choice of the file")
    client.keys("Enter")


def test_logging_in_takes_an_address_and_a_password(names, home, start, trusting):
    client = start(environment=trusting)
    fill(client, "juliet@capulet.example", "secret")
    assert "secret" not in client.screen
    choose_file(client)
    client.wait_text("Connected as juliet@capulet.example")
    text = home.accounts.read_text()
    assert "address=juliet@capulet.example" in text and "password=secret" in text
    assert home.accounts.stat().st_mode & 0o777 == 0o600
    client.quit()
    again = start(environment=trusting)
    again.wait_text("Connected as juliet@capulet.example")


def test_leaving_writes_nothing(names, home, start, trusting):
    client = start(environment=trusting)
    client.wait_text("Welcome")
    client.type("1")
    client.wait_text("Address:")
    client.type("juliet@capulet.example")
    client.wait_text("[ok]")
    client.keys("Enter")
    client.type("secret")
    client.keys("C-g")
    assert client.wait_exit() == 0
    assert [p for p in home.dir.rglob("*") if p.is_file()] == []


def test_a_wrong_password_is_told_and_can_be_typed_again(names, home, start, trusting):
    client = start(environment=trusting)
    fill(client, "juliet@capulet.example", "wrong")
    choose_file(client)
    client.wait_text("wrong password for juliet@capulet.example")
    assert not home.accounts.exists()


def test_a_server_that_does_not_exist_is_told_while_typing(names, home, start, trusting):
    client = start(environment=trusting)
    client.wait_text("Welcome")
    client.type("1")
    client.wait_text("Address:")
    client.type("juliet@nowhere.example")
    client.wait_text("nowhere.example does not exist")


def test_an_account_is_made_with_the_servers_form(names, home, start, trusting):
    client = start(environment=trusting)
    client.wait_text("Welcome")
    client.type("2")
    client.wait_text("Server:")
    client.type("capulet.example")
    client.keys("Enter")
    screen = client.wait_text("Username")
    client.type("rosaline")
    client.keys("Tab")
    client.type("a long pass phrase")
    client.wait_text("rosaline")
    assert "a long pass phrase" not in client.screen, screen.text
    client.keys("Enter")
    client.wait_text("Connected as rosaline@capulet.example")
    assert "address=rosaline@capulet.example" in home.accounts.read_text()


def test_looking_around_needs_no_account(names, home, start, trusting):
    client = start(environment=trusting)
    client.wait_text("Welcome")
    client.type("3")
    client.wait_prompt("home>")
    client.enter("/help")
    client.wait_text("/msg")
    client.type("q")
    client.quit()
    assert not home.accounts.exists()
