"""Make the .docx templates of official documents anew, in the form of GB/T 9704."""

from django.core.management.base import BaseCommand, CommandError

from ipcontact.documents import sources


class Command(BaseCommand):
    help = "生成公文模板（templates/documents/*.docx）；已有的模板可能在 Word 中改过，默认不覆盖。"

    def add_arguments(self, parser) -> None:
        parser.add_argument("names", nargs="*", help="模板名称，不写为全部")
        parser.add_argument("--replace", action="store_true", help="覆盖已有的模板")

    def handle(self, *args, **options) -> None:
        unknown = sorted(set(options["names"]) - set(sources.makers))
        if unknown:
            known = "、".join(sorted(sources.makers))
            raise CommandError(f"没有名为 {'、'.join(unknown)} 的模板，可选：{known}。")
        made = sources.build(options["names"], replace=options["replace"])
        self.stdout.write(f"已生成：{'、'.join(made)}。" if made else "模板都在，没有改动。")
