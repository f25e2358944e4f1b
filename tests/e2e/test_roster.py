"""Contacts: the list, who is online, asking and being asked, names and groups, clients' abilities."""
import re
from xml.etree import ElementTree

from conftest import befriend


def name_of(address):
    return address.split("@")[0]


def test_adding_somebody_who_accepts_shows_them_online(juliet, romeo):
    befriend(juliet, romeo)
    assert juliet.wait_row(r"CONTACTS 1/1")


def test_presence_of_a_contact_is_followed(juliet, romeo):
    befriend(juliet, romeo)
    row = r" {}".format(name_of(romeo.address))
    romeo.presence(pshow="away", pstatus="asleep")
    juliet.wait_row(r"~" + row)
    romeo.presence(pshow="dnd")
    juliet.wait_row(r"!" + row)
    romeo.presence(ptype="unavailable")
    juliet.wait_row(r"CONTACTS 0/1")


def test_a_request_is_shown_and_accepted(juliet, romeo):
    juliet.resize(24, 140)
    romeo.raw(f"<presence to='{juliet.address}' type='subscribe'>"
              "<status>it is the east</status></presence>")
    juliet.wait_text(f"{romeo.address} wants to add you", "it is the east", "/accept", "/deny")
    juliet.enter(f"/accept {romeo.address}")
    juliet.wait_gone("Requests")
    romeo.wait(lambda: [p for p in romeo.presences if p["type"] == "subscribed"], "subscribed")


def test_a_request_is_denied(juliet, romeo):
    romeo.raw(f"<presence to='{juliet.address}' type='subscribe'/>")
    juliet.wait_text(f"{romeo.address} wants to add you")
    juliet.enter(f"/deny {romeo.address}")
    juliet.wait_gone("Requests")
    romeo.wait(lambda: [p for p in romeo.presences if p["type"] == "unsubscribed"],
               "unsubscribed")


def test_a_name_and_a_group_are_kept_by_the_server(juliet, romeo, home, start):
    befriend(juliet, romeo)
    juliet.enter(f"/rename {romeo.address} \"My Romeo\"")
    juliet.wait_row(r"[+] My Romeo")
    juliet.enter(f"/group {romeo.address} Lovers")
    juliet.enter("/roster")
    juliet.wait_text("Lovers")
    juliet.keys("C-g")
    juliet.quit()
    again = start()
    again.wait_row(r"[+] My Romeo")


def test_a_change_made_by_another_client_is_seen(juliet, romeo, peer):
    befriend(juliet, romeo)
    phone = peer(f"{juliet.address}/phone", accept=False)
    phone.raw("<iq type='set' id='n1'><query xmlns='jabber:iq:roster'>"
              f"<item jid='{romeo.address}' name='Montague'/></query></iq>")
    juliet.wait_row(r"[+] Montague")
    phone.raw("<iq type='set' id='n2'><query xmlns='jabber:iq:roster'>"
              f"<item jid='{romeo.address}' subscription='remove'/></query></iq>")
    juliet.wait_row("CONTACTS 0/0")


def test_removing_a_contact_leaves_the_chat(juliet, romeo):
    befriend(juliet, romeo)
    juliet.enter(f"/query {romeo.address}")
    romeo.say(juliet.address, "do not forget me")
    juliet.wait_text("do not forget me")
    juliet.enter(f"/remove {romeo.address}")
    juliet.wait_row("CONTACTS 0/0")
    assert "do not forget me" in juliet.screen


def test_the_list_is_there_before_the_server_answers(juliet, romeo, start, proxy, home, verona):
    befriend(juliet, romeo)
    juliet.quit()
    line = proxy(verona.capulet.c2s)
    line.stall("down")
    text = home.accounts.read_text()
    home.write_config("accounts", text.replace(f"port={verona.capulet.c2s}", f"port={line.port}"))
    client = start()
    client.wait_row(r"CONTACTS 0/1")


def test_status_is_told_to_contacts(juliet, romeo):
    befriend(juliet, romeo)
    juliet.enter("/away on the balcony")
    romeo.wait(lambda: [p for p in romeo.presences if p["show"] == "away"
                        and p["status"] == "on the balcony"], "away")
    juliet.enter("/status online")
    romeo.wait(lambda: romeo.presences[-1]["show"] == "" and
               romeo.presences[-1]["type"] == "available", "online")
    juliet.type("/status busy")
    juliet.keys("Enter")
    juliet.wait_text('"busy" is not one of online, chat, away, xa, dnd')


def time_request(xmpp, to):
    iq = xmpp.make_iq_get(ito=to)
    iq.append(ElementTree.Element("{urn:xmpp:time}time"))
    return iq


def test_our_client_answers_what_others_ask(juliet, romeo):
    befriend(juliet, romeo)
    full = romeo.wait(lambda: next((p["from"] for p in romeo.presences if p["from"].resource
                                    and p["from"].bare == juliet.address), None), "an address")
    info = romeo.ask(lambda x: x["xep_0030"].get_info(jid=full))
    features = set(info["disco_info"]["features"])
    assert {"urn:xmpp:ping", "jabber:iq:version", "urn:xmpp:time",
            "http://jabber.org/protocol/chatstates"} <= features
    romeo.ask(lambda x: x["xep_0199"].ping(full))
    version = romeo.ask(lambda x: x["xep_0092"].get_version(full))
    assert version["software_version"]["name"] == "causerie"
    time = romeo.ask(lambda x: time_request(x, full).send())
    utc = time.xml.findtext("{urn:xmpp:time}time/{urn:xmpp:time}utc")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", utc)


def test_our_capabilities_hash_is_the_one_of_our_features(juliet, romeo):
    befriend(juliet, romeo)
    presence = romeo.wait(lambda: next(
        (p for p in romeo.presences if p["from"].bare == juliet.address and p["caps"]["ver"]),
        None), "capabilities")

    async def verify(xmpp):
        info = await xmpp["xep_0030"].get_info(
            jid=presence["from"], node=f"{presence['caps']['node']}#{presence['caps']['ver']}")
        return xmpp["xep_0115"].generate_verstring(info["disco_info"], "sha-1")
    assert romeo.ask(verify) == presence["caps"]["ver"]


def test_ping_version_and_time_of_a_contact_are_asked(juliet, romeo):
    befriend(juliet, romeo)
    juliet.enter(f"/query {romeo.address}")
    juliet.enter("/ping")
    juliet.wait_row("peer answered in")
    juliet.enter("/version")
    juliet.wait_text("Slixmpp")
    juliet.enter("/whois")
    juliet.wait_text(romeo.address, "peer")


def test_a_stranger_does_not_learn_what_we_run(juliet, romeo, peer):
    phone = peer(f"{juliet.address}/phone")
    full = phone.wait(lambda: next((p["from"] for p in phone.presences
                                    if p["from"].resource.startswith("causerie.")), None), "us")
    try:
        romeo.ask(lambda x: x["xep_0092"].get_version(full))
        why = "answered"
    except Exception as error:
        why = repr(error)
    assert "service-unavailable" in why


def test_who_asks_back_is_accepted_because_we_asked_first(juliet, romeo):
    befriend(juliet, romeo)
    juliet.wait_text(f"{romeo.address} added you too")
    assert "Requests" not in juliet.screen
