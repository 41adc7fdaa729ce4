"""What the numbers in a Messages database mean, as words a person reads."""

REACTIONS = {
    0: "loved",
    1: "liked",
    2: "disliked",
    3: "laughed at",
    4: "emphasized",
    5: "questioned",
    6: "emoji",
    7: "sticker",
}
"""`associated_message_type` 2000 to 2007; 3000 to 3007 take it back again."""
STICKER_ON = 1000

EFFECTS = {
    "com.apple.messages.effect.CKConfettiEffect": "confetti",
    "com.apple.messages.effect.CKEchoEffect": "echo",
    "com.apple.messages.effect.CKFireworksEffect": "fireworks",
    "com.apple.messages.effect.CKHappyBirthdayEffect": "balloons",
    "com.apple.messages.effect.CKHeartEffect": "heart",
    "com.apple.messages.effect.CKLasersEffect": "lasers",
    "com.apple.messages.effect.CKShootingStarEffect": "shooting star",
    "com.apple.messages.effect.CKSparklesEffect": "sparkles",
    "com.apple.messages.effect.CKSpotlightEffect": "spotlight",
    "com.apple.MobileSMS.expressivesend.gentle": "gentle",
    "com.apple.MobileSMS.expressivesend.impact": "slam",
    "com.apple.MobileSMS.expressivesend.invisibleink": "invisible ink",
    "com.apple.MobileSMS.expressivesend.loud": "loud",
}


def reaction_words(kind: int, emoji: str | None) -> str | None:
    """`reaction: loved`, `reaction taken back: 👍`; None where the number is no reaction."""
    number = kind % 1000
    if kind == STICKER_ON:
        return "reaction: sticker"
    if not (2000 <= kind < 4000) or number not in REACTIONS:
        return None
    word = emoji if number == 6 and emoji else REACTIONS[number]
    return f"reaction: {word}" if kind < 3000 else f"reaction taken back: {word}"


def action_words(
    item: int, action: int, who: str, other: str | None, title: str | None, share: int
) -> str | None:
    """What a line of the app itself says; None for a message of a person (`item` 0)."""
    someone = other or "somebody whose address is not in the database"
    if item == 0:
        return None
    if item == 1:
        return f"{who} {'removed' if action == 1 else 'added'} {someone}"
    if item == 2:
        return f"{who} named the conversation: {title}" if title else f"{who} took its name away"
    if item == 3:
        words = {0: "left the conversation", 1: "changed its picture", 2: "removed its picture"}
        return f"{who} {words.get(action, f'did something to the conversation (action {action})')}"
    if item == 4:
        return f"{who} {'stopped' if share == 1 else 'began'} sharing a location"
    if item == 5:
        return f"{who} kept an audio message"
    if item == 6:
        return f"{who}: FaceTime or SharePlay in this conversation"
    return f"{who}: a line of the app of a kind that is not known ({item})"
