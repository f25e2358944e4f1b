#!/usr/bin/python3
"""romeo.py ADDRESS PASSWORD PORT CA: a Romeo who answers by himself, in character.

A small bot on slixmpp, for ./try: it accepts whoever adds it, shows that it is typing, and has
something to say to what it is told.
"""
import asyncio
import itertools
import random
import re
import sys

import slixmpp

RULES = [
    (r"\b(hi|hello|hey|good (day|morning|evening)|salve)\b",
     ["But soft! what light through yonder window breaks?",
      "Good morrow, cousin. Is the day so young?",
      "It is my lady! O, it is my love!"]),
    (r"\b(who|name)\b",
     ["By a name I know not how to tell thee who I am.",
      "Call me but love, and I'll be new baptized."]),
    (r"\b(where|come|meet)\b",
     ["With love's light wings did I o'erperch these walls.",
      "In the orchard, under thy window. The walls are high and hard to climb."]),
    (r"\b(bye|good ?night|farewell|quit|sleep)\b",
     ["Sleep dwell upon thine eyes, peace in thy breast!",
      "A thousand times the worse, to want thy light."]),
    (r"\b(family|father|capulet|montague|tybalt)\b",
     ["Alack, there lies more peril in thine eye than twenty of their swords.",
      "What's in a name? I'd tear it, had I it written."]),
    (r"\b(love|heart|kiss)\b",
     ["Lady, by yonder blessed moon I vow ...",
      "Love goes toward love as schoolboys from their books.",
      "The exchange of thy love's faithful vow for mine."]),
    (r"\?",
     ["Ask me not; I have lost myself, I am not here.",
      "What shall I swear by?",
      "Would I knew. Ask the Friar, he is wise."]),
    (r"^/me\b|^\*", ["/me bows", "/me climbs down the wall again"]),
]
REST = [
    "She speaks. O, speak again, bright angel!",
    "Shall I hear more, or shall I speak at this?",
    "I take thee at thy word.",
    "So thrive my soul ...",
    "How silver-sweet sound lovers' tongues by night.",
    "Let me stand here till thou remember it.",
    "Parting is such sweet sorrow. But go on.",
]


class Romeo(slixmpp.ClientXMPP):
    def __init__(self, address, password, ca):
        super().__init__(address + "/orchard", password)
        self.ca_certs = ca
        self.auto_authorize = True
        self.auto_subscribe = True
        self.register_plugin("xep_0030")
        self.register_plugin("xep_0085")
        self.register_plugin("xep_0092")
        self.register_plugin("xep_0199")
        self.lines = {}
        self.add_event_handler("session_start", self.start)
        self.add_event_handler("message", self.answer)

    async def start(self, _event):
        self.send_presence(pstatus="in the orchard")
        await self.get_roster()

    def choose(self, text):
        for pattern, answers in RULES + [("", REST)]:
            if re.search(pattern, text, re.I):
                if pattern not in self.lines:
                    shuffled = random.sample(answers, len(answers))
                    self.lines[pattern] = itertools.cycle(shuffled)
                return next(self.lines[pattern])
        return REST[0]

    async def answer(self, message):
        if message["type"] not in ("chat", "normal") or not message["body"]:
            return
        typing = self.make_message(mto=message["from"], mtype="chat")
        typing["chat_state"] = "composing"
        typing.send()
        words = self.choose(message["body"])
        await asyncio.sleep(0.4 + len(words) * 0.02)
        reply = self.make_message(mto=message["from"], mtype="chat", mbody=words)
        reply["chat_state"] = "active"
        reply.send()


def main():
    address, password, port, ca = sys.argv[1:5]
    romeo = Romeo(address, password, ca)
    romeo.connect(("127.0.0.1", int(port)))
    romeo.process()


main()
