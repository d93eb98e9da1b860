"""Sentences of the roster's acts, as a story tells them."""

from django.utils.translation import gettext_lazy as _

from marketplace.audit.sentences import Sentence

PROVIDER = {
    "catalog.provider.registered": Sentence(_("%(actor)s registered %(provider)s, credit code %(uscc)s")),
    "catalog.provider.edited": Sentence(_("%(actor)s changed the profile of %(provider)s")),
    "catalog.provider.curated": Sentence(_("%(actor)s corrected verified facts of %(provider)s: %(reason)s")),
    "catalog.provider.file_added": Sentence(_("%(actor)s handed in a file for %(provider)s")),
    "catalog.provider.file_withdrawn": Sentence(_("%(actor)s withdrew a file of %(provider)s")),
    "catalog.provider.banned": Sentence(_("%(actor)s banned %(provider)s until %(until)s: %(reason)s")),
    "catalog.provider.credit": Sentence(
        _("Credit of %(provider)s changed by %(points)s to %(credit)s points, because of %(cause)s")
    ),
    "catalog.group.result": Sentence(_("The result of %(number)s went into the record of %(group)s")),
    "catalog.provider.result": Sentence(_("The result of %(number)s went into the record of %(provider)s")),
    "catalog.provider.certificate_lapsed": Sentence(
        _("The social enterprise certificate of %(provider)s ran out on %(day)s; it now stands among the enterprises")
    ),
    "catalog.provider.grade_lapsed": Sentence(
        _("The assessment grade %(grade)s of %(provider)s ran out on %(day)s; it counts as not graded")
    ),
}
APPLICATION = {
    "catalog.application.start": Sentence(_("%(actor)s began an application of %(provider)s for the roster")),
    "catalog.application.submit": Sentence(_("%(actor)s submitted the application of %(provider)s")),
    "catalog.application.return": Sentence(_("%(actor)s returned the application of %(provider)s: %(reason)s")),
    "catalog.application.reject": Sentence(_("%(actor)s rejected the application of %(provider)s: %(reason)s")),
    "catalog.application.accept": Sentence(
        _("%(actor)s accepted the application of %(provider)s; publicity runs until %(until)s")
    ),
    "catalog.application.object": Sentence(_("%(actor)s objected to the admission of %(provider)s")),
    "catalog.application.dismiss": Sentence(
        _("%(actor)s dismissed an objection to the admission of %(provider)s: %(reason)s")
    ),
    "catalog.application.uphold": Sentence(
        _("%(actor)s upheld an objection; %(provider)s was not admitted: %(reason)s")
    ),
    "catalog.application.elapse": Sentence(_("The publicity of %(provider)s ended without an open objection")),
}
ENTRY = {
    "catalog.entry.list": Sentence(_("%(provider)s was listed, valid until %(until)s")),
    "catalog.entry.renew": Sentence(_("The entry of %(provider)s was renewed, valid until %(until)s")),
    "catalog.entry.call_review": Sentence(_("The yearly review of %(provider)s fell due on %(day)s")),
    "catalog.entry.confirm": Sentence(_("%(actor)s confirmed the yearly review of %(provider)s")),
    "catalog.entry.lapse_review": Sentence(_("%(provider)s was suspended: its review was not confirmed in time")),
    "catalog.entry.watch": Sentence(_("%(provider)s was put on watch; credit %(credit)s")),
    "catalog.entry.recover": Sentence(_("%(provider)s was taken off watch; credit %(credit)s")),
    "catalog.entry.suspend": Sentence(_("%(provider)s was suspended: %(reason)s")),
    "catalog.entry.restore": Sentence(_("%(actor)s restored %(provider)s: %(reason)s")),
    "catalog.entry.expire": Sentence(_("The entry of %(provider)s expired")),
    "catalog.entry.removal_requested": Sentence(_("%(actor)s asked to take %(provider)s off the roster: %(reason)s")),
    "catalog.entry.remove": Sentence(_("%(actor)s removed %(provider)s from the roster: %(reason)s")),
    "catalog.entry.domains_approved": Sentence(
        _("%(actor)s set the approved service domains of %(provider)s: %(reason)s")
    ),
}
OFFERS = {
    "catalog.offer.draft": Sentence(_("%(actor)s wrote an offer of %(provider)s")),
    "catalog.offer.edit": Sentence(_("%(actor)s changed an offer of %(provider)s")),
    "catalog.offer.submit": Sentence(_("%(actor)s handed in an offer of %(provider)s")),
    "catalog.offer.return": Sentence(_("%(actor)s sent an offer of %(provider)s back: %(reason)s")),
    "catalog.offer.publish": Sentence(_("%(actor)s published an offer of %(provider)s")),
    "catalog.offer.pause": Sentence(_("%(actor)s paused an offer of %(provider)s")),
    "catalog.offer.resume": Sentence(_("%(actor)s resumed an offer of %(provider)s")),
    "catalog.offer.withdraw": Sentence(_("%(actor)s withdrew an offer of %(provider)s: %(reason)s")),
    "catalog.offer.take_down": Sentence(_("%(actor)s took down an offer of %(provider)s: %(reason)s")),
    "catalog.offer.expire": Sentence(_("An offer of %(provider)s expired")),
}
PEOPLE = {
    "catalog.group.registered": Sentence(_("%(actor)s put the group %(group)s on the community's register")),
    "catalog.group.edited": Sentence(_("%(actor)s changed the group %(group)s")),
    "catalog.group.dissolved": Sentence(_("%(actor)s dissolved the group %(group)s: %(reason)s")),
    "catalog.expert.added": Sentence(_("%(actor)s took %(name)s into the expert pool: %(reason)s")),
    "catalog.expert.retired": Sentence(_("%(actor)s took %(name)s out of the expert pool: %(reason)s")),
    "catalog.expert.edited": Sentence(_("%(actor)s changed what the expert %(name)s is drawn for: %(reason)s")),
    "catalog.expert.suspended": Sentence(_("%(actor)s suspended the expert %(name)s from draws: %(reason)s")),
    "catalog.expert.restored": Sentence(_("%(actor)s let the expert %(name)s be drawn again: %(reason)s")),
    "catalog.expert.employment_added": Sentence(_("%(actor)s wrote down an employer of the expert %(name)s")),
    "catalog.expert.employment_ended": Sentence(_("%(actor)s wrote down the end of an employment of %(name)s")),
    "catalog.expert.tie_added": Sentence(_("%(actor)s wrote down a relation of the expert %(name)s to a body")),
    "catalog.expert.tie_ended": Sentence(_("%(actor)s wrote down the end of a relation of %(name)s to a body")),
    "catalog.expert.absence_added": Sentence(_("%(actor)s entered days on which %(name)s is away")),
    "catalog.expert.absence_withdrawn": Sentence(_("%(actor)s took back days on which %(name)s was to be away")),
}
ALL = {**PROVIDER, **APPLICATION, **ENTRY, **OFFERS, **PEOPLE}
